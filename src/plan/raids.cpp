#include "raids.h"

#include "ignite/core/quoted.h"

#include <algorithm>

namespace ignite::plan {

namespace {

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

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

// An earlier try has made it: it is there under its name, and nobody but it holds our members. Making it
// again would only find them busy.
bool runs_already(const config::Raid& wanted, const Machine& machine, const std::vector<Device>& members) {
    const auto array = find_device(machine.blocks, raid_node(wanted));
    if (!array || array->node.empty())
        return false;
    const std::string held = "held by " + base_name(array->node);
    return std::ranges::all_of(members, [&](const Device& member) { return member.use == held; });
}

Result<void> plan_one(const config::Raid& wanted, const Machine& machine, Plan& plan) {
    const std::vector<Device> members = TRY(find_members(wanted, machine));
    const std::int64_t spares = wanted.spares.value_or(0);
    const auto count = static_cast<std::int64_t>(members.size());
    if (spares < 0 || spares >= count)
        return fail(Fault::config, "of ", count, " devices ", spares, " cannot be spares");
    if (runs_already(wanted, machine, members))
        return {};
    for (const Device& member : members)
        if (!member.use.empty())
            return fail(Fault::refused, "refusing to use ", member.device, " for the array: it is ",
                        member.use);
    CreateRaid step{.name = wanted.name,
                    .node = raid_node(wanted),
                    .level = wanted.level.value_or(""),
                    .active = static_cast<unsigned>(count - spares),
                    .spares = static_cast<unsigned>(spares),
                    .options = wanted.options};
    for (const Device& member : members) {
        step.members.push_back(member.device);
        step.aliases.push_back(reach(member.device, member.alias));
    }
    plan.steps.emplace_back(std::move(step));
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
