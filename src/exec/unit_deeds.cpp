#include "file_deeds.h"
#include "files_ahead.h"
#include "ignite/core/path.h"
#include "ignite/system/small_file.h"
#include "node_files.h"
#include "tools.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace ignite::exec {

namespace {

using system::Fd;
using system::RootDir;

constexpr mode_t unit_mode = 0644;
constexpr std::size_t most_names = 1000; // to a command line

// The files of all units, made ahead of their turn.
class UnitFiles {
public:
    UnitFiles(std::span<const plan::Step> steps, const RootDir& root)
        : files_{files_of(steps)}, parents_{root}, ahead_{root, files_.size()} {}

    // In the order of the steps, drop-ins first.
    Result<system::NewFile> next() {
        if (!ahead_.has_enough())
            order_more();
        ++taken_;
        return ahead_.take();
    }
    const RootDir& root() const { return parents_.root(); }

private:
    static std::vector<const plan::UnitFile*> files_of(std::span<const plan::Step> steps) {
        std::vector<const plan::UnitFile*> files;
        for (const plan::Step& step : steps) {
            const auto& unit = std::get<plan::WriteUnit>(step);
            for (const plan::UnitFile& dropin : unit.dropins)
                files.push_back(&dropin);
            if (unit.unit)
                files.push_back(&*unit.unit);
        }
        return files;
    }

    void order_more() {
        for (; ordered_ < std::min(files_.size(), taken_ + ahead_.most()); ++ordered_) {
            const plan::UnitFile& file = *files_[ordered_];
            ahead_.order({.directory = parents_.of(file.path),
                          .path = file.path,
                          .mode = unit_mode,
                          .data_url = {},
                          .text = file.text});
        }
    }

    std::vector<const plan::UnitFile*> files_;
    Parents parents_;
    FilesAhead ahead_;
    std::size_t ordered_ = 0;
    std::size_t taken_ = 0;
};

Result<void> write_unit_file(std::string_view what, const plan::UnitFile& file, UnitFiles& files,
                             Hands& hands) {
    return hands.journal.operation(
        cat("writing ", what, " \"", file.name, "\" at \"", files.root().outside(file.path), "\""),
        [&]() -> Result<void> { return TRY(files.next()).appear_replacing(); });
}

Result<void> write_unit(const plan::WriteUnit& step, UnitFiles& files, Hands& hands) {
    return hands.journal
        .operation(cat("processing unit \"", step.name, "\""),
                   [&]() -> Result<void> {
                       for (const plan::UnitFile& dropin : step.dropins)
                           TRY(write_unit_file("systemd drop-in", dropin, files, hands));
                       if (step.unit)
                           TRY(write_unit_file("unit", *step.unit, files, hands));
                       return {};
                   })
        .map_error(at(step.position));
}

Result<void> disable_these(std::span<const std::string_view> names, Hands& hands) {
    system::Command command{.program = std::string{tool_of(plan::DisableUnit{})},
                            .arguments = {"--root", hands.root.empty() ? "/" : hands.root, "disable"}};
    command.arguments.insert(command.arguments.end(), names.begin(), names.end());
    const std::string what = names.size() == 1 ? cat("\"", names.front(), "\"")
                                               : cat(names.size(), " units, from \"", names.front(), "\"");
    return hands.journal.operation(cat("removing enablement symlink(s) for ", what), [&]() -> Result<void> {
        hands.journal.debug("executing: ", system::describe(command));
        TRY(hands.processes.output_of(command).map_error(within("disable ", what)));
        return {};
    });
}

// The tool removes a directory of links with its last link, and does not come back to an empty one.
Result<void> remove_empty_wants(Hands& hands) {
    constexpr std::string_view units = "/etc/systemd/system";
    const RootDir root = TRY(RootDir::open(hands.root));
    const Fd directory = TRY(root.open_directory(units));
    for (const std::string& name : TRY(names_in(root, units))) {
        if (!name.ends_with(".wants") && !name.ends_with(".requires"))
            continue;
        if (::unlinkat(directory.number(), name.c_str(), AT_REMOVEDIR) < 0 && errno != ENOTEMPTY)
            return tl::unexpected{Error::from_errno().within("remove ", root.outside(units), "/", name)};
    }
    return {};
}

} // namespace

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

Result<void> write_units(std::span<const plan::Step> steps, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    UnitFiles files{steps, root};
    for (const plan::Step& step : steps)
        TRY(write_unit(std::get<plan::WriteUnit>(step), files, hands).map_error([&](Error&& error) {
            return std::move(error).within(plan::describe(step)); // which takes a while
        }));
    return {};
}

Result<void> disable_units(std::span<const plan::Step> steps, Hands& hands) {
    std::vector<std::string_view> names;
    bool tidies = false;
    for (const plan::Step& step : steps) {
        const auto& unit = std::get<plan::DisableUnit>(step);
        if (unit.begun)
            tidies = true;
        else
            names.push_back(unit.name);
    }
    constexpr std::size_t few = 8;
    const std::size_t at_once = names.size() <= few ? 1 : most_names;
    for (std::span left{names}; !left.empty(); left = left.subspan(std::min(left.size(), at_once)))
        TRY(disable_these(left.first(std::min(left.size(), at_once)), hands));
    return tidies ? remove_empty_wants(hands) : Result<void>{};
}

// The file is opened once; each line is put behind the last as it comes.
Result<void> add_presets(std::span<const plan::Step> steps, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    const auto& first = std::get<plan::AddPreset>(steps.front());
    std::optional<std::uint64_t> begins_at;
    if (first.keeps)
        begins_at = first.keeps->size;
    const Fd file = TRY(open_for_appending(root, first.path, unit_mode, begins_at)
                            .map_error(within(plan::describe(steps.front()))));
    for (const plan::Step& step : steps) {
        const auto& line = std::get<plan::AddPreset>(step);
        const std::string_view state = line.enabled ? "enabled" : "disabled";
        TRY(hands.journal.operation(cat("setting preset to ", state, " for \"", line.unit, "\""), [&] {
            return system::write_all(file.number(),
                                     cat(line.enabled ? "enable " : "disable ", line.unit, "\n"))
                .map_error(within("write ", root.outside(line.path)));
        }));
    }
    return {};
}

} // namespace ignite::exec
