#include "ignite/plan/files_phases.h"

#include "account_plan.h"
#include "ending_plan.h"
#include "ignite/core/text.h"
#include "node_plan.h"
#include "tree_answers.h"
#include "unit_plan.h"

#include <algorithm>
#include <array>

namespace ignite::plan {

namespace {

constexpr std::array phases = {
    FilesPhase{"recovery", ask_for_recovery, plan_recovery},
    FilesPhase{"accounts", ask_for_accounts, plan_accounts, /*of_itself=*/false, /*reports=*/false,
               /*only_warns=*/true},
    FilesPhase{"homes", ask_for_homes, plan_homes},
    FilesPhase{"nodes", ask_for_nodes, plan_nodes},
    FilesPhase{"units", ask_for_units, plan_units},
    FilesPhase{"presets", ask_for_presets, plan_presets},
    FilesPhase{"volumes", ask_for_volumes, plan_volumes},
    FilesPhase{"provider files", ask_for_provider_files, plan_provider_files},
    FilesPhase{"result", ask_for_result, plan_result, /*of_itself=*/true, /*reports=*/true},
    FilesPhase{"labels", ask_for_labels, plan_labels, /*of_itself=*/true},
};

// An id that was not promised can be any.
bool keeps(const std::optional<std::uint32_t>& promised, const std::optional<std::uint32_t>& found) {
    return !promised || promised == found;
}

std::string shown(const NodeFound& node, const Attributes& attributes) {
    std::string line{name_of(node.now.kind)};
    if (attributes.uid || attributes.gid)
        line += cat(" of ", node.now.uid, ":", node.now.gid);
    if (attributes.mode)
        line += cat(" with mode ", octal(node.now.mode));
    return line;
}

bool keeps(const NodeFound& promised, const NodeFound& found) {
    const Attributes& order = *promised.promised;
    return promised.now.kind == found.now.kind &&
           (promised.now.kind != NodeKind::symlink || promised.now.text == found.now.text) &&
           keeps(order.uid, found.now.uid) && keeps(order.gid, found.now.gid) &&
           keeps(order.mode, found.now.mode);
}

// A link that has made room for something else leads nowhere now: what was made behind it is not found by the
// way it was asked for.
bool replaces_links(const RootTree& promised) {
    return std::ranges::any_of(promised.nodes, [](const auto& one) {
        return one.second.promised && one.second.before.kind == NodeKind::symlink;
    });
}

} // namespace

std::span<const FilesPhase> files_phases() { return phases; }

Result<KeysPlace> keys_place(std::string_view value) {
    if (value.empty() || value == "true" || value == "1")
        return KeysPlace::fragment;
    if (value == "false" || value == "0")
        return KeysPlace::main_file;
    return fail(Fault::config, "IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT is \"", value,
                "\", not true or false");
}

std::vector<std::string> differences(const RootTree& promised, const RootTree& found) {
    std::vector<std::string> told;
    for (const auto& [name, user] : promised.users)
        if (const auto seen = found.users.find(name); seen != found.users.end())
            if (user.exists != seen->second.exists || !keeps(user.uid, seen->second.uid))
                told.push_back(
                    cat("user ", name, user.exists ? " is not as it was ordered" : " is still there"));
    for (const auto& [name, group] : promised.groups)
        if (const auto seen = found.groups.find(name); seen != found.groups.end())
            if (group.exists != seen->second.exists || !keeps(group.gid, seen->second.gid))
                told.push_back(
                    cat("group ", name, group.exists ? " is not as it was ordered" : " is still there"));
    const bool ways_change = replaces_links(promised);
    for (const auto& [path, node] : promised.nodes)
        if (const auto seen = found.nodes.find(path); seen != found.nodes.end()) {
            if (ways_change && node.path != seen->second.path)
                continue;
            if (node.promised && !keeps(node, seen->second))
                told.push_back(cat(path, " should be ", shown(node, *node.promised), " and is ",
                                   shown(seen->second, *node.promised)));
        }
    for (const auto& [unit, enabled] : promised.enabled)
        if (const auto seen = found.enabled.find(unit);
            seen != found.enabled.end() && seen->second != enabled)
            told.push_back(cat("unit ", unit, " is ", seen->second ? "still" : "not", " enabled"));
    return told;
}

void carry_promises(const RootTree& promised, RootTree& found) {
    for (auto& [name, user] : found.users)
        if (const auto known = promised.users.find(name); known != promised.users.end())
            user = known->second;
    for (auto& [name, group] : found.groups)
        if (const auto known = promised.groups.find(name); known != promised.groups.end())
            group = known->second;
    for (auto& [path, node] : found.nodes)
        if (const auto known = promised.nodes.find(path); known != promised.nodes.end())
            node = known->second;
    found.record = promised.record;
}

} // namespace ignite::plan
