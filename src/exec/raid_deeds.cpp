#include "disk_deeds.h"

#include "ignite/system/device_wait.h"
#include "tools.h"

#include <array>
#include <string>

namespace ignite::exec {

namespace {

system::Command creation_of(const plan::CreateRaid& step) {
    system::Command command{.program = std::string{tool_of(step)},
                            .arguments = {"--create", step.name, "--force", "--run", "--homehost", "any",
                                          "--level", step.level, "--raid-devices", cat(step.active)}};
    if (step.spares > 0) {
        command.arguments.emplace_back("--spare-devices");
        command.arguments.emplace_back(cat(step.spares));
    }
    for (const std::string& option : step.options)
        command.arguments.emplace_back(option);
    for (const std::string& member : step.members.aliases)
        command.arguments.emplace_back(member);
    return command;
}

system::Command assembly_of(const plan::AssembleRaid& step) {
    // Run even when a member has not been there for the last writes: its place is filled from the others.
    system::Command command{.program = std::string{tool_of(step)},
                            .arguments = {"--assemble", step.node, "--run"}};
    for (const std::string& member : step.members.aliases)
        command.arguments.emplace_back(member);
    return command;
}

Result<void> run(const system::Command& command, Hands& hands) {
    hands.journal.debug("executing: ", system::describe(command));
    if (auto done = hands.processes.output_of(command); !done)
        return tl::unexpected{std::move(done).error()};
    return {};
}

} // namespace

Result<void> apply_one(const plan::CreateRaid& step, Hands& hands) {
    return hands.journal.operation(cat("creating ", step.name), [&]() -> Result<void> {
        TRY(run(creation_of(step), hands));
        return system::wait_for_devices(std::array{step.node}, hands.patience);
    });
}

Result<void> apply_one(const plan::AssembleRaid& step, Hands& hands) {
    return hands.journal.operation(cat("assembling ", step.node), [&]() -> Result<void> {
        TRY(run(assembly_of(step), hands));
        return system::wait_for_devices(std::array{step.node}, hands.patience);
    });
}

Result<void> apply_one(const plan::StopRaid& step, Hands& hands) {
    return hands.journal.operation(cat("stopping ", step.node), [&] {
        return run({.program = std::string{tool_of(step)}, .arguments = {"--stop", step.node}}, hands);
    });
}

} // namespace ignite::exec
