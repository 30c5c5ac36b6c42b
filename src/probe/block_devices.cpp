#include "ignite/probe/block_devices.h"

#include "ignite/system/kernel_blocks.h"
#include "ignite/system/partition_table.h"
#include "ignite/system/raid_superblock.h"
#include "ignite/system/side_by_side.h"
#include "ignite/system/signatures.h"
#include "luks.h"
#include "means.h"
#include "mount_places.h"
#include "unfinished.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace ignite::probe {

namespace {

using system::KernelPartition;
using system::MountedAt;
using system::PartitionTable;

// How a device is reached: by its alias once it has one, since its own name may vanish.
struct Reached {
    std::string alias; // empty: it has none
    std::string node;
    std::string name; // of the kernel; empty: it is an image file
};

Result<Reached> reach(const std::string& device, const std::string& aliases) {
    Reached out;
    const std::string alias = aliases + device;
    char node[PATH_MAX];
    if (!aliases.empty() && ::realpath(alias.c_str(), node))
        out.alias = alias;
    else if (!::realpath(device.c_str(), node))
        return tl::unexpected{Error::from_errno().within("find the node of ", device)};
    out.node = node;
    if (const auto name = system::kernel_name(out.node))
        out.name = *name;
    return out;
}

std::string use_of_partition(const std::vector<KernelPartition>& known, unsigned number,
                             const std::vector<MountedAt>& mounts) {
    const auto found = std::ranges::find(known, number, &KernelPartition::number);
    return found == known.end() ? std::string{} : system::use_of(found->name, mounts);
}

plan::TableKind kind_of(const PartitionTable& table) {
    if (table.name.empty())
        return plan::TableKind::none;
    return table.name == "gpt" ? plan::TableKind::gpt : plan::TableKind::foreign;
}

Result<plan::Disk> probe_disk(const std::string& device, const std::string& aliases,
                              const std::vector<MountedAt>& mounts) {
    const Reached reached = TRY(reach(device, aliases));
    const PartitionTable table = TRY(system::read_partition_table(reached.node));
    plan::Disk disk{.device = device,
                    .alias = reached.alias,
                    .node = reached.node,
                    .sector_size = table.sector_size,
                    .length = table.length,
                    .table = kind_of(table),
                    .table_name = table.name,
                    .damages = table.damages,
                    .unfinished = table.unfinished,
                    .first_usable = table.first_usable,
                    .last_usable = table.last_usable,
                    .slots = table.slots};
    std::vector<KernelPartition> known;
    if (!reached.name.empty()) {
        known = system::kernel_partitions(reached.name);
        disk.use = system::use_of(reached.name, mounts);
    }
    for (const system::TableEntry& entry : table.entries)
        disk.partitions.push_back({entry.number, entry.start, entry.length, entry.type, entry.id, entry.label,
                                   use_of_partition(known, entry.number, mounts)});
    // What the kernel still knows of a table that is gone or damaged may be in use all the same.
    for (const KernelPartition& partition : known)
        if (const std::string use = system::use_of(partition.name, mounts);
            !use.empty() && disk.use.empty() &&
            std::ranges::find(disk.partitions, partition.number, &plan::Partition::number) ==
                disk.partitions.end())
            disk.use = cat(use, " as ", partition.name);
    return disk;
}

std::string level_name(std::int32_t level) { return level == -1 ? "linear" : cat("raid", level); }

Result<std::optional<plan::RaidMember>> raid_member(const std::string& node) {
    const auto found = TRY(system::read_raid_superblock(node));
    if (!found)
        return std::nullopt;
    return plan::RaidMember{.array = found->array,
                            .name = found->name,
                            .level = level_name(found->level),
                            .members = found->members,
                            .is_spare = found->is_spare};
}

Result<plan::Device> probe_device(const std::string& device, const std::string& aliases,
                                  const std::vector<MountedAt>& mounts) {
    const Reached reached = TRY(reach(device, aliases));
    const system::SignatureProbe probe = TRY(system::probe_signature(reached.node));
    plan::Device out{.device = device, .alias = reached.alias, .node = reached.node, .doubt = probe.doubt};
    if (probe.signature) {
        out.signature = plan::Signature{probe.signature->type, probe.signature->uuid, probe.signature->label};
        out.unfinished = is_unfinished(reached.node, probe.signature->type);
        if (probe.signature->type == "linux_raid_member")
            out.raid = TRY(raid_member(reached.node));
        if (probe.signature->type == "crypto_LUKS")
            TRY(look_into_volume(out));
    }
    if (!reached.name.empty())
        out.use = system::use_of(reached.name, mounts);
    return out;
}

} // namespace

Result<plan::BlockDevices> probe_block_devices(const plan::Questions& questions, const std::string& root,
                                               const std::string& aliases) {
    plan::BlockDevices out;
    const std::vector<MountedAt> mounts = TRY(system::mounts());
    for (const std::string& device : questions.disks) {
        auto disk = probe_disk(device, aliases, mounts);
        if (disk)
            out.disks.push_back(*std::move(disk));
        else if (disk.error().fault() != Fault::absent)
            return tl::unexpected{std::move(disk).error()};
    }
    std::vector<Result<plan::Device>> devices(questions.devices.size());
    system::side_by_side(devices.size(), [&](std::size_t i) {
        devices[i] = probe_device(questions.devices[i], aliases, mounts);
    });
    for (Result<plan::Device>& device : devices) {
        if (device)
            out.devices.push_back(*std::move(device));
        else if (device.error().fault() != Fault::absent)
            return tl::unexpected{std::move(device).error()};
    }
    out.volumes = probe_opened(questions.volumes, mounts);
    std::ranges::copy_if(questions.means, std::back_inserter(out.means), is_at_hand);
    for (const std::string& path : questions.places)
        out.places.push_back(TRY(probe_place(path, root, mounts)));
    return out;
}

} // namespace ignite::probe
