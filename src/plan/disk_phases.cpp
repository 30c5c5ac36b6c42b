#include "ignite/plan/disk_phases.h"

#include "filesystems.h"
#include "luks.h"
#include "mounts.h"
#include "partitions.h"
#include "raids.h"

#include <algorithm>
#include <array>

namespace ignite::plan {

namespace {

std::vector<std::string> none(const config::Config&) { return {}; }

void add(std::vector<std::string>& list, const std::string& one) {
    if (std::ranges::find(list, one) == list.end())
        list.push_back(one);
}

void add(std::vector<std::string>& list, const std::vector<std::string>& more) {
    for (const std::string& one : more)
        add(list, one);
}

void add(Questions& all, const Questions& more) {
    add(all.disks, more.disks);
    add(all.devices, more.devices);
    add(all.places, more.places);
    add(all.volumes, more.volumes);
    add(all.means, more.means);
}

// -- kernel arguments

bool has_kernel_arguments(const config::Config& config) {
    return !config.kernel_arguments.should_exist.empty() || !config.kernel_arguments.should_not_exist.empty();
}

Questions ask_nothing(const config::Config&) { return {}; }

Result<Plan> plan_kernel_arguments(const config::Config& config, const Machine&, const Drawn&) {
    Plan plan;
    if (has_kernel_arguments(config))
        plan.steps.push_back(
            ChangeKernelArguments{.should_exist = config.kernel_arguments.should_exist,
                                  .should_not_exist = config.kernel_arguments.should_not_exist});
    return plan;
}

// -- partitions

bool has_disks(const config::Config& config) { return !config.storage.disks.empty(); }

std::vector<std::string> disk_names(const config::Config& config) {
    std::vector<std::string> out;
    for (const config::Disk& disk : config.storage.disks)
        out.push_back(disk.device);
    return out;
}

Questions ask_for_disks(const config::Config& config) { return {.disks = disk_names(config)}; }

// -- arrays

bool has_raids(const config::Config& config) { return !config.storage.raid.empty(); }

std::vector<std::string> raid_members(const config::Config& config) {
    std::vector<std::string> out;
    for (const config::Raid& raid : config.storage.raid)
        add(out, raid.devices);
    return out;
}

// The arrays as well: one of an earlier try may run.
Questions ask_for_raids(const config::Config& config) {
    Questions out{.devices = raid_members(config)};
    for (const config::Raid& raid : config.storage.raid)
        add(out.devices, raid_node(raid));
    return out;
}

// -- encrypted volumes

bool has_volumes(const config::Config& config) { return !config.storage.luks.empty(); }

std::vector<std::string> volume_devices(const config::Config& config) { return ask_for_luks(config).devices; }

// -- filesystems

bool has_filesystems(const config::Config& config) { return !config.storage.filesystems.empty(); }

std::vector<std::string> filesystem_devices(const config::Config& config) {
    std::vector<std::string> out;
    for (const config::Filesystem& filesystem : config.storage.filesystems)
        if (has_block_device(filesystem))
            add(out, filesystem.device);
    return out;
}

Questions ask_for_devices(const config::Config& config) {
    return {.devices = filesystem_devices(config), .means = {std::string{oem_place}}};
}

// -- mounts

bool has_mounts(const config::Config& config) { return !mounted_filesystems(config).empty(); }

Questions ask_for_places(const config::Config& config) {
    Questions out{.means = {std::string{oem_place}}};
    add(out.places, mount_places(config));
    for (const config::Filesystem* filesystem : mounted_filesystems(config))
        if (has_block_device(*filesystem))
            add(out.devices, filesystem->device);
    return out;
}

Questions ask_to_mount(const config::Config& config) {
    Questions out = ask_for_places(config);
    out.policy = true;
    return out;
}

constexpr std::array kargs_table = {
    DiskPhase{"", false, has_kernel_arguments, none, ask_nothing, plan_kernel_arguments},
};

constexpr std::array disks_table = {
    // First, because it only refuses, and that comes before the first write; and because a key that cannot be
    // had, or a key server that is not there, has to stop us before anything is erased.
    DiskPhase{"createLuks", false, has_volumes, none, ask_for_luks_means, check_luks_means,
              /*obtains_keys=*/true},
    DiskPhase{"createPartitions", false, has_disks, disk_names, ask_for_disks, plan_partitions},
    DiskPhase{"createRaids", false, has_raids, raid_members, ask_for_raids, plan_raids},
    DiskPhase{"createLuks", false, has_volumes, volume_devices, ask_for_luks, plan_luks},
    DiskPhase{"createFilesystems", false, has_filesystems, filesystem_devices, ask_for_devices,
              plan_filesystems},
};

constexpr std::array mount_table = {
    DiskPhase{"", true, has_mounts, none, ask_to_mount, plan_mounts},
};

constexpr std::array umount_table = {
    DiskPhase{"", false, has_mounts, none, ask_for_places, plan_unmounts},
};

} // namespace

std::span<const DiskPhase> kargs_phases() { return kargs_table; }
std::span<const DiskPhase> disks_phases() { return disks_table; }
std::span<const DiskPhase> mount_phases() { return mount_table; }
std::span<const DiskPhase> umount_phases() { return umount_table; }

Questions questions_of(std::span<const DiskPhase> phases, const config::Config& config) {
    Questions out;
    for (const DiskPhase& phase : phases)
        add(out, phase.ask(config));
    return out;
}

Questions disk_questions(const config::Config& config) {
    Questions out;
    for (const auto phases : {kargs_phases(), disks_phases(), mount_phases(), umount_phases()})
        add(out, questions_of(phases, config));
    return out;
}

} // namespace ignite::plan
