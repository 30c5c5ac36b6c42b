#include "udev_sync.h"

#include "ignite/system/device_wait.h"
#include "tools.h"

#include <limits.h>
#include <stdlib.h>

namespace ignite::exec {

Result<void> sync_udev(const std::vector<std::string>& devices, Hands& hands) {
    if (!system::udev_runs() || devices.empty())
        return {};
    system::Command command{.program = std::string{udev_tool}, .arguments = {"trigger", "--settle"}};
    for (const std::string& device : devices) {
        char node[PATH_MAX];
        if (!::realpath(device.c_str(), node))
            return tl::unexpected{Error::from_errno().within("find the node of ", device)};
        command.arguments.emplace_back(std::string{node});
    }
    hands.journal.debug("executing: ", system::describe(command));
    auto done = hands.processes.output_of(command);
    if (!done)
        return tl::unexpected{std::move(done).error()};
    return {};
}

} // namespace ignite::exec
