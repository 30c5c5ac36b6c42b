#include "raids.h"

#include "ignite/core/quoted.h"

#include <algorithm>
#include <array>
#include <set>

namespace ignite::plan {

namespace {

constexpr std::string_view held_by = "held by ";

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// mdadm takes several words for one level.
struct LevelName {
    std::string_view word;
    std::string_view level;
};
constexpr std::array level_names = {
    LevelName{"0", "raid0"},      LevelName{"stripe", "raid0"}, LevelName{"1", "raid1"},
    LevelName{"mirror", "raid1"}, LevelName{"4", "raid4"},      LevelName{"5", "raid5"},
    LevelName{"6", "raid6"},      LevelName{"10", "raid10"},
};

std::string_view normal_level(std::string_view word) {
    const auto found = std::ranges::find(level_names, word, &LevelName::word);
    return found == level_names.end() ? word : found->level;
}

Result<std::vector<Device>> find_members(const config::Raid& wanted, const Machine& machine) {
    std::vector<Device> members;
    for (const std::string& name : wanted.devices) {
        auto member = find_device(machine.blocks, name);
        if (!member)
            return fail(Fault::absent, "there is no device ", name);
        members.push_back(*std::move(member));
    }
    return members;
}

// What one member says agrees with what is wanted. The name is "HOST:NAME", and our host is any. Options are
// not compared.
bool is_of(const RaidMember& member, const config::Raid& wanted, std::size_t active) {
    const std::string name = base_name(raid_node(wanted));
    return (member.name == cat("any:", name) || member.name == name) &&
           member.level == normal_level(wanted.level.value_or("")) && member.members == active;
}

enum class Remains : std::uint8_t {
    whole, // all members belong to the one array that is wanted
    part,  // some do, the others to none: its making was broken off
    other,
};

Remains remains_on(const std::vector<Device>& members, const config::Raid& wanted, std::size_t active) {
    std::set<Guid> arrays;
    std::size_t bare = 0;
    std::size_t spares = 0;
    for (const Device& member : members) {
        if (!member.raid) {
            ++bare;
            continue;
        }
        if (!is_of(*member.raid, wanted, active))
            return Remains::other;
        arrays.insert(member.raid->array);
        spares += member.raid->is_spare ? 1 : 0;
    }
    if (arrays.empty())
        return Remains::other;
    return bare == 0 && arrays.size() == 1 && spares <= members.size() - active ? Remains::whole
                                                                                : Remains::part;
}

std::string holder_of(const Device& member) {
    return member.use.starts_with(held_by) ? member.use.substr(held_by.size()) : std::string{};
}

// found                               held by       | verdict
// --------------------------------------------------+---------------------------------------------
//   the whole array                    itself, under its name | keep
//   the whole array                    nobody               | assemble
//   the whole array, or a part of it   some array           | stop that, then as if it were free
//   a part of it                       nobody               | create
//   anything else                      nobody               | create: nothing has to be allowed first
//   anything else                      anybody              | refuse
Result<void> plan_one(const config::Raid& wanted, const Machine& machine, Plan& plan) {
    const std::vector<Device> members = TRY(find_members(wanted, machine));
    const std::int64_t spares = wanted.spares.value_or(0);
    const auto count = static_cast<std::int64_t>(members.size());
    if (spares < 0 || spares >= count)
        return fail(Fault::config, "of ", count, " devices ", spares, " cannot be spares");
    const auto active = static_cast<std::size_t>(count - spares);
    const Remains remains = remains_on(members, wanted, active);
    const auto array = find_device(machine.blocks, raid_node(wanted));
    const std::string running = array ? base_name(array->node) : std::string{};
    if (remains == Remains::whole && !running.empty() &&
        std::ranges::all_of(members, [&](const Device& one) { return holder_of(one) == running; }))
        return {};

    std::set<std::string> holders;
    for (const Device& member : members) {
        if (member.use.empty())
            continue;
        const std::string holder = holder_of(member);
        if (remains == Remains::other || !member.raid || !holder.starts_with("md"))
            return fail(Fault::refused, "refusing to use ", member.device, " for the array: it is ",
                        member.use);
        holders.insert(holder);
    }
    for (const std::string& holder : holders)
        plan.steps.emplace_back(StopRaid{cat("/dev/", holder), wanted.position});
    RaidMembers names;
    for (const Device& member : members) {
        names.devices.push_back(member.device);
        names.aliases.push_back(reach(member.device, member.alias));
    }
    if (remains == Remains::whole)
        plan.steps.emplace_back(AssembleRaid{
            .node = raid_node(wanted), .members = std::move(names), .position = wanted.position});
    else
        plan.steps.emplace_back(CreateRaid{.name = wanted.name,
                                           .node = raid_node(wanted),
                                           .level = wanted.level.value_or(""),
                                           .active = static_cast<unsigned>(active),
                                           .spares = static_cast<unsigned>(spares),
                                           .options = wanted.options,
                                           .members = std::move(names),
                                           .position = wanted.position});
    return {};
}

} // namespace

std::string raid_node(const config::Raid& raid) {
    return raid.name.starts_with("/dev") ? raid.name : cat("/dev/md/", raid.name);
}

Result<Plan> plan_raids(const config::Config& config, const Machine& machine, const Drawn&) {
    Plan plan;
    for (const config::Raid& wanted : config.storage.raid)
        TRY(plan_one(wanted, machine, plan)
                .map_error(within("array ", quoted(wanted.name)))
                .map_error(at(wanted.position)));
    return plan;
}

} // namespace ignite::plan
