#include "tree_step.h"

#include <algorithm>

namespace ignite::plan {

namespace {

std::optional<std::uint32_t> id(const config::OptionalNumber& number) {
    return number ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
}

// Only nodes that were asked for are promised anything.
NodeFound* asked(Machine& machine, const std::string& path) {
    // Nearly always the path as asked is the path as resolved, and a config can name many thousands.
    const auto same = machine.root.nodes.find(path);
    if (same != machine.root.nodes.end() && same->second.path == path)
        return &same->second;
    const auto found =
        std::ranges::find_if(machine.root.nodes, [&](const auto& one) { return one.second.path == path; });
    return found == machine.root.nodes.end() ? nullptr : &found->second;
}

void promise(Machine& machine, const std::string& path, NodeKind kind, const Attributes& attributes,
             std::uint32_t default_mode) {
    NodeFound* node = asked(machine, path);
    if (!node)
        return;
    node->promised = attributes;
    if (node->now.kind != kind)
        node->now = {.kind = kind, .mode = default_mode};
    node->now.uid = attributes.uid.value_or(node->now.uid);
    node->now.gid = attributes.gid.value_or(node->now.gid);
    node->now.mode = attributes.mode.value_or(node->now.mode);
    node->first_missing.clear();
}

} // namespace

void after_one(const RestoreAccounts& step, Machine& machine) {
    // Who is in them only looking can tell.
    machine.root.users.clear();
    machine.root.groups.clear();
    for (const auto& [path, state] : step.databases)
        if (NodeFound* node = asked(machine, path)) {
            node->now = state;
            node->promised = Attributes{};
        }
}
void after_one(const Remember& step, Machine& machine) { machine.root.record = step.record; }

void after_one(const AddGroup& step, Machine& machine) {
    machine.root.groups[step.group.name] = {.exists = true, .gid = id(step.group.gid)};
}
void after_one(const ChangeGroup& step, Machine& machine) {
    if (step.group.gid)
        machine.root.groups[step.group.name].gid = id(step.group.gid);
}
void after_one(const RemoveGroup& step, Machine& machine) { machine.root.groups[step.name] = {}; }

void after_one(const AddUser& step, Machine& machine) {
    machine.root.groups.erase(step.user.name);
    machine.root.users[step.user.name] = {.exists = true, .uid = id(step.user.uid), .home = step.home};
}
void after_one(const ChangeUser& step, Machine& machine) {
    UserState& user = machine.root.users[step.user.name];
    if (step.user.uid)
        user.uid = id(step.user.uid);
    if (step.user.primary_group && !step.user.primary_group->empty())
        user.gid.reset(); // the tool resolves the name
    if (step.user.home_dir && !step.user.home_dir->empty())
        user.home = *step.user.home_dir;
}
// The tools make and remove the group of the user's name along with it, as the target's settings have it.
void after_one(const RemoveUser& step, Machine& machine) {
    machine.root.users[step.name] = {};
    machine.root.groups.erase(step.name);
}
void after_one(const SetPassword&, Machine&) {}
void after_one(const OwnDirectory& step, Machine& machine) {
    promise(machine, step.path, NodeKind::directory, {.uid = step.uid, .gid = step.gid, .mode = 0700}, 0700);
}
void after_one(const WriteKeys&, Machine&) {}

void after_one(const MakeDirectory& step, Machine& machine) {
    promise(machine, step.path, NodeKind::directory, step.attributes, 0755);
}
void after_one(const WriteFile& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, step.attributes, 0644);
}
void after_one(const MakeSymlink& step, Machine& machine) {
    if (NodeFound* node = asked(machine, step.path)) {
        node->promised = Attributes{.uid = step.uid, .gid = step.gid};
        node->now = {
            .kind = NodeKind::symlink, .uid = step.uid, .gid = step.gid, .mode = 0777, .text = step.target};
        node->first_missing.clear();
    }
}
void after_one(const MakeHardLink& step, Machine& machine) {
    if (NodeFound* node = asked(machine, step.path)) {
        const NodeFound* target = asked(machine, step.target);
        node->promised = Attributes{};
        node->now = target ? target->now : NodeState{.kind = NodeKind::file};
        node->first_missing.clear();
    }
}
void after_one(const WriteUnit& step, Machine& machine) {
    for (const UnitFile& dropin : step.dropins)
        promise(machine, dropin.path, NodeKind::file, {.uid = 0, .gid = 0, .mode = 0644}, 0644);
    if (step.unit)
        promise(machine, step.unit->path, NodeKind::file, {.uid = 0, .gid = 0, .mode = 0644}, 0644);
}
void after_one(const MaskUnit& step, Machine& machine) {
    after_one(MakeSymlink{.path = step.path, .target = "/dev/null"}, machine);
}
void after_one(const UnmaskUnit& step, Machine& machine) {
    if (NodeFound* node = asked(machine, step.path)) {
        node->now = {};
        node->promised = Attributes{};
    }
}
// Nothing is promised: a unit that has nothing to be enabled by ("static") counts as enabled before and
// after.
void after_one(const DisableUnit& step, Machine& machine) { machine.root.enabled.erase(step.name); }
void after_one(const AddPreset& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, {}, 0644);
}
void after_one(const AddCrypttabLines& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, {.mode = 0600}, 0600);
}
void after_one(const WriteKeyFile& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, {.uid = 0, .gid = 0, .mode = 0600}, 0600);
}
void after_one(const WriteReport& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, {.uid = 0, .gid = 0, .mode = 0600}, 0600);
}
void after_one(const WriteResult& step, Machine& machine) {
    promise(machine, step.path, NodeKind::file, {.uid = 0, .gid = 0, .mode = 0600}, 0600);
}
void after_one(const Relabel&, Machine&) {}

} // namespace ignite::plan
