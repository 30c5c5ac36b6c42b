#include "ignite/exec/await_devices.h"

#include "ignite/system/device_wait.h"
#include "ignite/system/small_file.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

namespace ignite::exec {

namespace {

Result<void> make_alias(const std::string& device, const Aliases& aliases, Hands& hands) {
    char node[PATH_MAX];
    if (!::realpath(device.c_str(), node))
        return tl::unexpected{Error::from_errno().within("find the node of ", device)};
    const std::string alias = aliases.directory + device;
    TRY(system::make_directories(alias.substr(0, alias.rfind('/')), 0750));
    if (::unlink(alias.c_str()) < 0 && errno != ENOENT)
        return tl::unexpected{Error::from_errno().within("remove the old alias ", alias)};
    if (::symlink(node, alias.c_str()) < 0)
        return tl::unexpected{Error::from_errno().within("make the alias ", alias)};
    hands.journal.info("created device alias for ", device, ": ", alias, " -> ", node);
    return {};
}

} // namespace

Result<void> await_devices(std::span<const std::string> devices, const Aliases& aliases, Hands& hands) {
    if (devices.empty())
        return {};
    std::string all;
    for (const std::string& device : devices)
        all += cat(all.empty() ? "" : ", ", device);
    return hands.journal.operation(cat("waiting for devices ", all), [&]() -> Result<void> {
        TRY(system::wait_for_devices(devices, hands.patience));
        for (const std::string& device : devices)
            TRY(make_alias(device, aliases, hands));
        return {};
    });
}

} // namespace ignite::exec
