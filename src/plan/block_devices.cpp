#include "ignite/plan/block_devices.h"

#include "filesystems.h"
#include "partition_names.h"

#include <algorithm>

namespace ignite::plan {

namespace {

bool same(const Partition& one, const Partition& other) {
    return one.number == other.number && one.start == other.start && one.length == other.length &&
           one.type == other.type && one.id == other.id && one.label == other.label;
}

std::string words_for(const Partition& partition) {
    return cat("partition ", partition.number, " at sector ", partition.start.index, ", ",
               partition.length.count, " sectors, label ", quoted(partition.label), ", type ", partition.type,
               ", GUID ", partition.id);
}

const Partition* find_partition(const Disk& disk, unsigned number) {
    const auto found = std::ranges::find(disk.partitions, number, &Partition::number);
    return found == disk.partitions.end() ? nullptr : &*found;
}

void compare(const Disk& promised, const Disk& found, std::vector<std::string>& out) {
    if (promised.table != found.table)
        out.push_back(cat(promised.device, ": the table is ", quoted(found.table_name), " and not ",
                          quoted(promised.table_name)));
    for (const Partition& partition : promised.partitions) {
        const Partition* other = find_partition(found, partition.number);
        if (!other)
            out.push_back(cat(promised.device, ": there is no ", words_for(partition)));
        else if (!same(partition, *other))
            out.push_back(
                cat(promised.device, ": there is ", words_for(*other), ", and not ", words_for(partition)));
    }
    for (const Partition& partition : found.partitions)
        if (!find_partition(promised, partition.number))
            out.push_back(cat(promised.device, ": there is unexpectedly ", words_for(partition)));
}

std::string words_for(const std::optional<Signature>& signature) {
    if (!signature)
        return "nothing";
    return cat(signature->type, " with label ", quoted(signature->label), " and UUID ",
               quoted(signature->uuid));
}

// By its options the maker of ext4 makes what is told apart from ext3 and ext2 by its features alone.
bool same_kind(const std::string& promised, const std::string& found) {
    return promised == found || (promised == "ext4" && (found == "ext3" || found == "ext2"));
}

std::string_view trimmed(std::string_view label) {
    while (label.ends_with(' '))
        label.remove_suffix(1);
    return label;
}

// Makers may cut blanks off a label, and where the config asks for none, their options may give one. "NO
// NAME" is how vfat writes that there is none.
bool same_label(const Signature& promised, const Signature& found) {
    return promised.label.empty() || trimmed(promised.label) == trimmed(found.label) ||
           (promised.type == "vfat" && promised.label == "NO NAME" && found.label.empty());
}

// A UUID is compared when it is one: "random" is a wish, not a value.
bool is_uuid(const std::string& text) {
    return Guid::parse(text) ||
           (text.size() == 8 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos);
}

bool keeps(const std::optional<Signature>& promised, const std::optional<Signature>& found) {
    if (!promised || !found)
        return promised.has_value() == found.has_value();
    if (!same_kind(promised->type, found->type) || !same_label(*promised, *found))
        return false;
    return !is_uuid(promised->uuid) ||
           normal_uuid(found->type, promised->uuid) == normal_uuid(found->type, found->uuid);
}

void compare(const Device& promised, const Device& found, std::vector<std::string>& out) {
    if (!keeps(promised.signature, found.signature))
        out.push_back(cat(promised.device, ": there is ", words_for(found.signature), ", and not ",
                          words_for(promised.signature)));
    else if (found.unfinished && !promised.unfinished)
        out.push_back(cat(promised.device, ": its ", words_for(found.signature), " is not finished"));
}

void compare(const MountPlace& promised, const MountPlace& found, std::vector<std::string>& out) {
    if (promised.mounted.size() != found.mounted.size())
        out.push_back(cat(promised.path, ": ", found.mounted.size(),
                          " filesystems are mounted there, and not ", promised.mounted.size()));
}

} // namespace

const OpenedVolume* find_volume(const BlockDevices& blocks, std::string_view name) {
    const auto found = std::ranges::find(blocks.volumes, name, &OpenedVolume::name);
    return found == blocks.volumes.end() ? nullptr : &*found;
}

bool has_means(const BlockDevices& blocks, std::string_view name) {
    return std::ranges::find(blocks.means, name) != blocks.means.end();
}

const Disk* find_disk(const BlockDevices& blocks, std::string_view device) {
    const auto found = std::ranges::find(blocks.disks, device, &Disk::device);
    return found == blocks.disks.end() ? nullptr : &*found;
}

const MountPlace* find_place(const BlockDevices& blocks, std::string_view path) {
    const auto found = std::ranges::find(blocks.places, path, &MountPlace::path);
    return found == blocks.places.end() ? nullptr : &*found;
}

std::optional<Device> find_device(const BlockDevices& blocks, std::string_view device) {
    if (const auto found = std::ranges::find(blocks.devices, device, &Device::device);
        found != blocks.devices.end())
        return *found;
    for (const Disk& disk : blocks.disks)
        for (const Partition& partition : disk.partitions)
            if (is_name_of(device, disk, partition))
                return Device{.device = std::string{device}, .use = partition.use};
    if (std::ranges::find(blocks.arrays, device) != blocks.arrays.end())
        return Device{.device = std::string{device}};
    for (const OpenedVolume& volume : blocks.volumes)
        if (device == volume_node(volume.name))
            return Device{.device = std::string{device},
                          .node = volume.node,
                          .doubt = volume.blank ? "" : "what is on it will be seen when it is open",
                          .use = volume.use};
    return std::nullopt;
}

std::string volume_node(std::string_view name) { return cat("/dev/mapper/", name); }

std::string partition_node(std::string_view disk, unsigned number) {
    const bool ends_in_digit = !disk.empty() && disk.back() >= '0' && disk.back() <= '9';
    return cat(disk, ends_in_digit ? "p" : "", number);
}

std::string reach(const std::string& device, const std::string& alias) {
    return alias.empty() ? device : alias;
}

std::vector<std::string> differences(const BlockDevices& promised, const BlockDevices& found) {
    std::vector<std::string> out;
    for (const Disk& disk : promised.disks)
        if (const Disk* other = find_disk(found, disk.device))
            compare(disk, *other, out);
        else
            out.push_back(cat(disk.device, ": the disk is gone"));
    for (const Device& device : promised.devices)
        if (const auto other = find_device(found, device.device))
            compare(device, *other, out);
        else
            out.push_back(cat(device.device, ": the device is gone"));
    for (const OpenedVolume& volume : promised.volumes)
        if (!find_volume(found, volume.name))
            out.push_back(cat(volume_node(volume.name), ": the volume is not open"));
    for (const std::string& array : promised.arrays)
        if (const auto other = find_device(found, array); !other || other->node.empty())
            out.push_back(cat(array, ": the array is not there"));
    for (const MountPlace& place : promised.places)
        if (const MountPlace* other = find_place(found, place.path))
            compare(place, *other, out);
    return out;
}

} // namespace ignite::plan
