#include "ignite/core/path.h"
#include "node_files.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <unistd.h>

namespace ignite::exec {

namespace {

using system::Fd;
using system::RootDir;

constexpr mode_t unit_mode = 0644;

Result<void> write_unit_file(std::string_view what, const plan::UnitFile& file, const RootDir& root,
                             Hands& hands) {
    return hands.journal.operation(
        cat("writing ", what, " \"", file.name, "\" at \"", root.outside(file.path), "\""),
        [&] { return put_text(root, file.path, file.text, unit_mode); });
}

} // namespace

Result<void> apply_one(const plan::WriteUnit& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal
        .operation(cat("processing unit \"", step.name, "\""),
                   [&]() -> Result<void> {
                       for (const plan::UnitFile& dropin : step.dropins)
                           TRY(write_unit_file("systemd drop-in", dropin, root, hands));
                       if (step.unit)
                           TRY(write_unit_file("unit", *step.unit, root, hands));
                       return {};
                   })
        .map_error(at(step.position));
}

Result<void> apply_one(const plan::MaskUnit& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(cat("masking unit \"", step.name, "\""), [&]() -> Result<void> {
        TRY(root.remove_tree(step.path));
        const Fd parent = TRY(root.make_parents(step.path));
        if (::symlinkat("/dev/null", parent.number(), std::string{name_of(step.path)}.c_str()) < 0)
            return tl::unexpected{Error::from_errno().within("make link ", root.outside(step.path))};
        return {};
    });
}

Result<void> apply_one(const plan::UnmaskUnit& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(cat("unmasking unit \"", step.name, "\""),
                                   [&] { return root.remove_tree(step.path); });
}

Result<void> apply_one(const plan::DisableUnit& step, Hands& hands) {
    const system::Command command{
        .program = "systemctl",
        .arguments = {"--root", hands.root.empty() ? "/" : hands.root, "disable", step.name}};
    return hands.journal.operation(cat("removing enablement symlink(s) for \"", step.name, "\""),
                                   [&]() -> Result<void> {
                                       hands.journal.debug("executing: ", system::describe(command));
                                       TRY(hands.processes.output_of(command));
                                       return {};
                                   });
}

Result<void> apply_one(const plan::AddPreset& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    const std::string_view state = step.enabled ? "enabled" : "disabled";
    return hands.journal.operation(cat("setting preset to ", state, " for \"", step.unit, "\""), [&] {
        std::optional<std::uint64_t> begins_at;
        if (step.keeps)
            begins_at = step.keeps->size;
        return append_text(root, step.path, cat(step.enabled ? "enable " : "disable ", step.unit, "\n"),
                           unit_mode, begins_at);
    });
}

} // namespace ignite::exec
