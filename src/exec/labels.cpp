#include "labels.h"

#include "ignite/core/path.h"
#include "ignite/system/root_dir.h"
#include "tools.h"

namespace ignite::exec {

Result<void> set_labels(std::string_view policy, std::span<const std::string> paths, Hands& hands) {
    const system::RootDir root = TRY(system::RootDir::open(hands.root));
    const std::string contexts = join_paths("/etc/selinux", cat(policy, "/contexts/files/file_contexts"));
    system::Command command{.program = std::string{labels_tool},
                            .arguments = {"-vF0", "-r", root.path().empty() ? "/" : root.path(),
                                          root.outside(contexts), "-f", "-"}};
    for (const std::string& path : paths) {
        if (!TRY(root.look(path)))
            continue;
        command.input += root.outside(path);
        command.input += '\0';
    }
    if (command.input.empty())
        return {};
    return hands.journal.operation(cat("relabeling ", paths.size(), " patterns"), [&]() -> Result<void> {
        hands.journal.debug("executing: ", system::describe(command));
        TRY(hands.processes.output_of(command));
        return {};
    });
}

} // namespace ignite::exec
