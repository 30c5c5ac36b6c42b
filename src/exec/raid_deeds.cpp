#include "disk_deeds.h"

#include "ignite/system/device_wait.h"

#include <array>

namespace ignite::exec {

namespace {

constexpr std::chrono::seconds patience{90}; // systemd's own, for a device to appear

system::Command creation_of(const plan::CreateRaid& step) {
    system::Command command{.program = "mdadm",
                            .arguments = {"--create", step.name, "--force", "--run", "--homehost", "any",
                                          "--level", step.level, "--raid-devices", cat(step.active)}};
    if (step.spares > 0) {
        command.arguments.emplace_back("--spare-devices");
        command.arguments.emplace_back(cat(step.spares));
    }
    for (const std::string& option : step.options)
        command.arguments.emplace_back(option);
    for (const std::string& member : step.aliases)
        command.arguments.emplace_back(member);
    return command;
}

} // namespace

Result<void> apply_one(const plan::CreateRaid& step, Hands& hands) {
    return hands.journal.operation(cat("creating ", step.name), [&]() -> Result<void> {
        const system::Command command = creation_of(step);
        hands.journal.debug("executing: ", system::describe(command));
        if (auto created = hands.processes.output_of(command); !created)
            return tl::unexpected{std::move(created).error()};
        return system::wait_for_devices(std::array{step.node}, patience);
    });
}

} // namespace ignite::exec
