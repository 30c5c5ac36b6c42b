#include "disk_deeds.h"

#include "ignite/plan/step.h"
#include "tools.h"

namespace ignite::exec {

Result<void> apply_one(const plan::ChangeKernelArguments& step, Hands& hands) {
    system::Command command{.program = std::string{tool_of(step)}};
    for (const std::string& argument : step.should_exist) {
        command.arguments.emplace_back("--should-exist");
        command.arguments.emplace_back(argument);
    }
    for (const std::string& argument : step.should_not_exist) {
        command.arguments.emplace_back("--should-not-exist");
        command.arguments.emplace_back(argument);
    }
    // Said beforehand: the helper may reboot the machine at once, and then this is all that tells why.
    hands.journal.notice(plan::describe(step),
                         "; ignition-kargs-helper sees to it, and to a reboot if it has to change one");
    return hands.journal.operation("updating kernel arguments", [&]() -> Result<void> {
        hands.journal.debug("executing: ", system::describe(command));
        const std::string said = TRY(hands.processes.output_of(command));
        if (!said.empty())
            hands.journal.info("ignition-kargs-helper: ", std::string_view{said}.substr(0, said.find('\n')));
        return {};
    });
}

} // namespace ignite::exec
