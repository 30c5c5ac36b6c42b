#include "mounts.h"

#include "filesystems.h"
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

// Where Flatcar's images once had it is a symbolic link today, which we would refuse. Spec boot.md §9,
// row 16.
bool may_have_moved(const config::Filesystem& filesystem) {
    return *filesystem.path == "/usr/share/oem" && filesystem.device == "/dev/disk/by-label/OEM";
}

std::string place_of(const config::Filesystem& filesystem, const Machine& machine) {
    return std::string{may_have_moved(filesystem) && has_means(machine.blocks, oem_place) ? oem_place
                                                                                          : *filesystem.path};
}

// What to mount it as: as the config says, but for what was reused as something else.
std::string format_of(const config::Filesystem& wanted, const Machine& machine) {
    const auto device = find_device(machine.blocks, wanted.device);
    return device && device->signature && is_oem(*device->signature, machine) ? device->signature->type
                                                                              : *wanted.format;
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
    const std::string path = place_of(wanted, machine);
    const MountPlace* place = find_place(machine.blocks, path);
    if (!place)
        return fail(Fault::absent, "nothing is known of ", path);
    if (is_mounted_at(*place, wanted, machine))
        return {};
    const bool waits = std::ranges::any_of(
        plan.steps, [&](const Step& step) { return lies_below(path, std::get<MountFilesystem>(step).path); });
    if (waits)
        return {};
    if (!place->obstacle.empty())
        return fail(Fault::refused, "refusing to mount at ", path, ": ", place->obstacle);
    // A directory that an earlier mount of this plan creates is no longer missing for a later one.
    std::vector<std::string> missing = place->missing;
    for (const Step& step : plan.steps)
        for (const std::string& created : std::get<MountFilesystem>(step).missing)
            std::erase(missing, created);
    plan.steps.push_back(MountFilesystem{.device = wanted.device,
                                         .format = format_of(wanted, machine),
                                         .path = path,
                                         .options = wanted.mount_options,
                                         .missing = std::move(missing),
                                         .policy = machine.root.policy});
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

std::vector<std::string> mount_places(const config::Config& config) {
    std::vector<std::string> out;
    for (const config::Filesystem* filesystem : mounted_filesystems(config)) {
        out.push_back(*filesystem->path);
        if (may_have_moved(*filesystem))
            out.emplace_back(oem_place);
    }
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
        const std::string path = place_of(*filesystem, machine);
        std::size_t& count = left[path];
        if (count == 0)
            continue; // a stage before us has failed, or this is the second try
        --count;
        plan.steps.push_back(Unmount{.path = path});
    }
    return plan;
}

} // namespace ignite::plan
