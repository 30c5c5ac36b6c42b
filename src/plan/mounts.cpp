#include "mounts.h"

#include "paths_below.h"

#include <algorithm>
#include <map>

namespace ignite::plan {

namespace {

bool is_mounted_by_us(const config::Filesystem& filesystem) {
    if (!filesystem.path || filesystem.path->empty() || !filesystem.format)
        return false;
    return !filesystem.format->empty() && *filesystem.format != "swap" && *filesystem.format != "none";
}

std::ptrdiff_t depth(const std::string& path) { return path == "/" ? 0 : std::ranges::count(path, '/'); }

// By any of the names that the kernel may show for it.
bool is_mounted_at(const MountPlace& place, const config::Filesystem& wanted, const Machine& machine) {
    const auto device = find_device(machine.blocks, wanted.device);
    return std::ranges::any_of(place.mounted, [&](const std::string& mounted) {
        return mounted == wanted.device || (device && !device->node.empty() && mounted == device->node);
    });
}

Result<void> plan_mount(const config::Filesystem& wanted, const Machine& machine, Plan& plan) {
    const MountPlace* place = find_place(machine.blocks, *wanted.path);
    if (!place)
        return fail(Fault::absent, "nothing is known of ", *wanted.path);
    if (is_mounted_at(*place, wanted, machine))
        return {};
    const bool waits = std::ranges::any_of(plan.steps, [&](const Step& step) {
        return lies_below(*wanted.path, std::get<MountFilesystem>(step).path);
    });
    if (waits)
        return {};
    if (!place->obstacle.empty())
        return fail(Fault::refused, "refusing to mount at ", *wanted.path, ": ", place->obstacle);
    // A directory that an earlier mount of this plan creates is no longer missing for a later one.
    std::vector<std::string> missing = place->missing;
    for (const Step& step : plan.steps)
        for (const std::string& created : std::get<MountFilesystem>(step).missing)
            std::erase(missing, created);
    plan.steps.push_back(MountFilesystem{.device = wanted.device,
                                         .format = *wanted.format,
                                         .path = *wanted.path,
                                         .options = wanted.mount_options,
                                         .missing = std::move(missing)});
    return {};
}

} // namespace

std::vector<const config::Filesystem*> mounted_filesystems(const config::Config& config) {
    std::vector<const config::Filesystem*> out;
    for (const config::Filesystem& filesystem : config.storage.filesystems)
        if (is_mounted_by_us(filesystem))
            out.push_back(&filesystem);
    std::ranges::stable_sort(out, {}, [](const config::Filesystem* one) { return depth(*one->path); });
    return out;
}

Result<Plan> plan_mounts(const config::Config& config, const Machine& machine, const Drawn&) {
    Plan plan;
    for (const config::Filesystem* wanted : mounted_filesystems(config))
        TRY(plan_mount(*wanted, machine, plan)
                .map_error(within(wanted->device))
                .map_error(at(wanted->position)));
    return plan;
}

Result<Plan> plan_unmounts(const config::Config& config, const Machine& machine, const Drawn&) {
    Plan plan;
    std::map<std::string, std::size_t> left; // of what is mounted at a path
    for (const MountPlace& place : machine.blocks.places)
        left[place.path] = place.mounted.size();
    // The new root is the next root of the machine; only what we mounted over it may go.
    if (left.contains("/") && left["/"] > 0)
        --left["/"];
    auto wanted = mounted_filesystems(config);
    std::ranges::reverse(wanted);
    for (const config::Filesystem* filesystem : wanted) {
        std::size_t& count = left[*filesystem->path];
        if (count == 0)
            continue; // a stage before us has failed, or this is the second try
        --count;
        plan.steps.push_back(Unmount{.path = *filesystem->path});
    }
    return plan;
}

} // namespace ignite::plan
