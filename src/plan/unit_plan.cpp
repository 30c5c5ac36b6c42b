#include "unit_plan.h"

#include "ending_plan.h"
#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "tree_answers.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace ignite::plan {

namespace {

constexpr std::string_view unit_directory = "/etc/systemd/system";
constexpr std::string_view preset_file = "/etc/systemd/system-preset/20-ignition.preset";
constexpr std::string_view nowhere = "/dev/null";

std::string unit_path(const config::Unit& unit) { return join_paths(unit_directory, unit.name); }

std::string dropin_path(const config::Unit& unit, const config::Dropin& dropin) {
    return join_paths(unit_directory, cat(unit.name, ".d/", dropin.name));
}

bool has_contents(const config::Unit& unit) { return unit.contents && !unit.contents->empty(); }

// A unit file replaces whatever is there, except a directory, which no rename can replace.
Result<UnitFile> unit_file(std::string name, const std::string& asked, const std::string& text,
                           const RootTree& tree) {
    const NodeFound& found = *TRY(answer(tree, asked));
    if (found.now.kind == NodeKind::directory)
        return fail(Fault::refused, found.path, " is a directory, and a unit cannot be put there");
    return UnitFile{std::move(name), found.path, text};
}

Result<void> plan_unit(const config::Unit& unit, const RootTree& tree, std::vector<Step>& steps) {
    WriteUnit write{.name = unit.name, .position = unit.position};
    for (const config::Dropin& dropin : unit.dropins)
        if (dropin.contents)
            write.dropins.push_back(
                TRY(unit_file(dropin.name, dropin_path(unit, dropin), *dropin.contents, tree)));
    if (has_contents(unit))
        write.unit = TRY(unit_file(unit.name, unit_path(unit), *unit.contents, tree));
    if (!write.dropins.empty() || write.unit)
        steps.emplace_back(std::move(write));

    if (!unit.mask)
        return {};
    const NodeFound& found = *TRY(answer(tree, unit_path(unit)));
    const auto is_mask = [](const NodeState& node) {
        return node.kind == NodeKind::symlink && node.text == nowhere;
    };
    // What has just been written is no mask any more. What an unfinished run did is done again, and told of.
    const bool stays_masked = is_mask(found.now) && is_mask(found.before) && !has_contents(unit);
    const bool may_be_masked = (is_mask(found.now) || is_mask(found.before)) && !has_contents(unit);
    if (*unit.mask && !stays_masked)
        steps.emplace_back(MaskUnit{unit.name, found.path});
    if (!*unit.mask && may_be_masked)
        steps.emplace_back(UnmaskUnit{unit.name, found.path});
    return {};
}

// "echo@bar.service" is an instance of "echo@.service".
struct UnitName {
    std::string whole;
    std::string template_name; // empty: not an instance
    std::string instance;
};

UnitName parse_unit_name(const std::string& name) {
    const std::size_t at_sign = name.find('@');
    const std::size_t dot = name.rfind('.');
    if (at_sign == std::string::npos || at_sign == 0 || dot == std::string::npos || dot <= at_sign + 1)
        return {name, {}, {}};
    return {name, cat(std::string_view{name}.substr(0, at_sign + 1), std::string_view{name}.substr(dot)),
            name.substr(at_sign + 1, dot - at_sign - 1)};
}

// Lines stand in byte order of "<unit or template>-enabled" and "-disabled"; instances of one template and
// state share a key, in config order.
using Presets = std::map<std::string, std::vector<UnitName>>;

Presets presets(const config::Config& config) {
    Presets collected;
    for (const config::Unit& unit : config.systemd.units) {
        if (!unit.enabled)
            continue;
        UnitName name = parse_unit_name(unit.name);
        const std::string& key = name.template_name.empty() ? name.whole : name.template_name;
        collected[cat(key, *unit.enabled ? "-enabled" : "-disabled")].push_back(std::move(name));
    }
    return collected;
}

// "echo@.service bar foo"
std::string joined(const std::vector<UnitName>& units) {
    std::string line =
        units.front().template_name.empty() ? units.front().whole : units.front().template_name;
    for (const UnitName& unit : units)
        if (!unit.instance.empty())
            line += cat(" ", unit.instance);
    return line;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

bool has_line(const NodeState& file, std::string_view line) {
    std::string_view left = file.text;
    while (!left.empty()) {
        const std::string_view one = left.substr(0, left.find('\n'));
        if (one == line)
            return true;
        left.remove_prefix(std::min(one.size() + 1, left.size()));
    }
    return false;
}

} // namespace

Questions ask_for_units(const config::Config& config, const RootTree& so_far, const FilesGiven& given) {
    Questions questions;
    for (const config::Unit& unit : config.systemd.units) {
        for (const config::Dropin& dropin : unit.dropins)
            if (dropin.contents)
                questions.paths.push_back(dropin_path(unit, dropin));
        if (has_contents(unit) || unit.mask)
            questions.paths.push_back(unit_path(unit));
    }
    ask_ahead(config, so_far, given, questions);
    return questions;
}

Result<Plan> plan_units(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    std::vector<Step> steps;
    steps.reserve(config.systemd.units.size() + 1); // and what is remembered in front of them
    for (const config::Unit& unit : config.systemd.units)
        TRY(plan_unit(unit, machine.root, steps).map_error(at(unit.position)));
    return remembered(machine.root, given, {}, std::move(steps));
}

Questions ask_for_presets(const config::Config& config, const RootTree&, const FilesGiven&) {
    Questions questions;
    for (const config::Unit& unit : config.systemd.units)
        if (unit.enabled && !*unit.enabled)
            questions.units.push_back(unit.name);
    for (const config::Unit& unit : config.systemd.units)
        if (unit.enabled) {
            questions.paths.emplace_back(preset_file);
            questions.contents.emplace_back(preset_file);
            break;
        }
    return questions;
}

Result<Plan> plan_presets(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    const Presets collected = presets(config);
    if (collected.empty())
        return Plan{};
    const NodeFound& file = *TRY(answer(machine.root, std::string{preset_file}));
    const NodeState& state = behind_nodes(config.storage, file);
    if (state.kind != NodeKind::absent && state.kind != NodeKind::file)
        return fail(Fault::refused, file.path, " is ", name_of(state.kind),
                    ", and presets cannot be added to it");

    std::vector<Step> lines;
    std::vector<Step> disabled; // all before the first line, so that the tool is run once
    Record were_enabled;
    bool begun = false;
    const auto add_line = [&](std::string unit, bool enabled) {
        AddPreset line{.unit = std::move(unit), .enabled = enabled, .path = file.path};
        // Of two lines about a unit the first one counts, so one that is there already adds nothing.
        if (has_line(state, cat(enabled ? "enable " : "disable ", line.unit)))
            return;
        if (!std::exchange(begun, true))
            line.keeps = KeepBytes{state.kind == NodeKind::file ? state.size : 0};
        lines.emplace_back(std::move(line));
    };
    for (const auto& [key, units] : collected) {
        if (key.ends_with("-enabled")) {
            add_line(joined(units), true);
            continue;
        }
        // A unit that is not enabled needs no line, and an instance is as good a unit as any other. One line
        // for each: instances behind the name of a template mean something for "enable" only.
        for (const UnitName& unit : units) {
            const auto known = machine.root.enabled.find(unit.whole);
            if (known == machine.root.enabled.end())
                return fail(Fault::system, "nobody asked whether ", unit.whole, " is enabled");
            // One that we had disabled already when we were broken off may have its line to come.
            if (!known->second && !contains(machine.root.record.enabled_units, unit.whole))
                continue;
            were_enabled.enabled_units.push_back(unit.whole);
            disabled.emplace_back(DisableUnit{unit.whole, /*begun=*/!known->second});
            add_line(unit.whole, false);
        }
    }
    disabled.insert(disabled.end(), std::make_move_iterator(lines.begin()),
                    std::make_move_iterator(lines.end()));
    return remembered(machine.root, given, were_enabled, std::move(disabled));
}

} // namespace ignite::plan
