#include "disk_step.h"

#include "ignite/core/quoted.h"
#include "partition_names.h"
#include "paths_below.h"

#include <algorithm>

namespace ignite::plan {

namespace {

void start_array(const std::string& node, const RaidMembers& members, Machine& machine) {
    machine.blocks.arrays.push_back(node);
    std::erase_if(machine.blocks.devices, [&](const Device& device) {
        return std::ranges::find(members.devices, device.device) != members.devices.end();
    });
}

void hold(BlockDevices& blocks, const std::string& name, std::optional<Signature> signature) {
    Device& device = entry_for(blocks, name);
    device.signature = std::move(signature);
    device.unfinished = false;
    device.doubt.clear();
}

} // namespace

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        append_to(out, cat(out.empty() ? "" : " ", quoted(word)));
    return out;
}

Device& entry_for(BlockDevices& blocks, const std::string& name) {
    if (const auto found = std::ranges::find(blocks.devices, name, &Device::device);
        found != blocks.devices.end())
        return *found;
    return blocks.devices.emplace_back(find_device(blocks, name).value_or(Device{.device = name}));
}

std::string describe_one(const WritePartitionTable& step) {
    std::string out = cat("write the partition table of ", step.device, ":");
    if (step.wipe)
        out += " wipe it;";
    else if (step.deletions.empty() && step.creations.empty())
        out += " an earlier try was cut off in it;";
    for (const unsigned number : step.deletions)
        append_to(out, cat(" delete ", number, ";"));
    for (const Partition& one : step.creations)
        append_to(out,
                  cat(" create ", one.number, " at ", one.start.index, " +", one.length.count,
                      " sectors, label ", quoted(one.label), ", type ", one.type, ", GUID ", one.id, ";"));
    out.pop_back();
    return out;
}

void after_one(const WritePartitionTable& step, Machine& machine) {
    BlockDevices& blocks = machine.blocks;
    const auto disk = std::ranges::find(blocks.disks, step.device, &Disk::device);
    if (disk == blocks.disks.end())
        return;
    const auto goes = [&](const Partition& one) {
        return step.wipe || std::ranges::find(step.deletions, one.number) != step.deletions.end();
    };
    // What lay on a partition that goes is no longer there to be found, unless one begins at the same place.
    for (const Partition& old : disk->partitions) {
        const bool stays = !goes(old) || std::ranges::any_of(step.creations, [&](const Partition& one) {
            return one.number == old.number && one.start == old.start;
        });
        if (!stays)
            std::erase_if(blocks.devices,
                          [&](const Device& device) { return is_name_of(device.device, *disk, old); });
    }
    std::erase_if(disk->partitions, goes);
    disk->partitions.insert(disk->partitions.end(), step.creations.begin(), step.creations.end());
    std::ranges::sort(disk->partitions, {}, &Partition::number);
    const bool has_table = !step.wipe || !step.creations.empty();
    disk->table = has_table ? TableKind::gpt : TableKind::none;
    disk->table_name = has_table ? "gpt" : "";
    disk->damages.clear();
    disk->unfinished = false;
}

std::string describe_one(const CreateRaid& step) {
    std::string out =
        cat("create the array ", step.node, ": level ", step.level, ", ", step.active, " devices");
    if (step.spares > 0)
        append_to(out, cat(" and ", step.spares, " spares"));
    append_to(out, cat(" of ", listed(step.members.devices)));
    if (!step.options.empty())
        append_to(out, cat(", options ", listed(step.options)));
    return out;
}

// What was on the members is on the array now, or not: nothing is promised of them.
void after_one(const CreateRaid& step, Machine& machine) { start_array(step.node, step.members, machine); }

std::string describe_one(const AssembleRaid& step) {
    return cat("assemble the array ", step.node, " of ", listed(step.members.devices));
}

void after_one(const AssembleRaid& step, Machine& machine) { start_array(step.node, step.members, machine); }

std::string describe_one(const StopRaid& step) {
    return cat("stop the array ", step.node, ", which an earlier try has left");
}

void after_one(const StopRaid& step, Machine& machine) {
    const std::string held = cat("held by ", step.node.substr(step.node.rfind('/') + 1));
    for (Device& device : machine.blocks.devices)
        if (device.use == held)
            device.use.clear();
    std::erase_if(machine.blocks.devices, [&](const Device& device) { return device.node == step.node; });
}

std::string describe_one(const EraseSignatures& step) { return cat("erase all signatures of ", step.device); }

void after_one(const EraseSignatures& step, Machine& machine) {
    hold(machine.blocks, step.device, std::nullopt);
}

std::string describe_one(const MakeFilesystem& step) {
    std::string out = cat("make ", step.format, " on ", step.device);
    if (step.label)
        append_to(out, cat(", label ", quoted(*step.label)));
    if (step.uuid)
        append_to(out, cat(", UUID ", quoted(*step.uuid)));
    if (!step.options.empty())
        append_to(out, cat(", options ", listed(step.options)));
    return out;
}

void after_one(const MakeFilesystem& step, Machine& machine) {
    hold(machine.blocks, step.device,
         Signature{step.format, step.uuid.value_or(""), step.label.value_or("")});
}

std::string describe_one(const MountFilesystem& step) {
    std::string out = cat("mount ", step.device, " at ", step.path, " as ", step.format);
    if (!step.options.empty())
        append_to(out, cat(", options ", listed(step.options)));
    if (!step.missing.empty())
        append_to(out, cat(", creating ", listed(step.missing)));
    return out;
}

void after_one(const MountFilesystem& step, Machine& machine) {
    for (MountPlace& place : machine.blocks.places) {
        if (place.path == step.path) {
            place.missing.clear();
            place.mounted.push_back(step.device);
        } else if (lies_below(place.path, step.path)) {
            // Nobody has looked into what is mounted now: as far as we know, it is empty.
            place.missing = directories_between(step.path, place.path);
            place.mounted.clear();
        }
    }
}

std::string describe_one(const Unmount& step) { return cat("unmount ", step.path); }

void after_one(const Unmount& step, Machine& machine) {
    const auto place = std::ranges::find(machine.blocks.places, step.path, &MountPlace::path);
    if (place != machine.blocks.places.end() && !place->mounted.empty())
        place->mounted.pop_back();
}

std::string describe_one(const ChangeKernelArguments& step) {
    std::string out = "change the kernel arguments:";
    if (!step.should_exist.empty())
        append_to(out, cat(" should exist ", listed(step.should_exist)));
    if (!step.should_not_exist.empty())
        append_to(out, cat(step.should_exist.empty() ? "" : ",", " should not exist ",
                           listed(step.should_not_exist)));
    return out;
}

// What the boot loader holds is the helper's business, and no part of the machine as we see it.
void after_one(const ChangeKernelArguments&, Machine&) {}

} // namespace ignite::plan
