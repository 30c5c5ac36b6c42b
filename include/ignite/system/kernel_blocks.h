// Block devices as the kernel sees them: names, partitions, who holds them, where they are mounted.
#pragma once

#include "ignite/core/result.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::system {

// "vda1" for "/dev/vda1" and for every link to it. Fault::absent for what is no block device.
Result<std::string> kernel_name(const std::string& device);

struct KernelPartition {
    unsigned number = 0;
    std::string name;         // "vda1"
    std::uint64_t start = 0;  // in units of 512 bytes, whatever the disk's sectors are
    std::uint64_t length = 0; // likewise
};

// By number. For a device-mapper disk, its partitions are device-mapper devices named after it.
std::vector<KernelPartition> kernel_partitions(const std::string& disk);

// One that device-mapper makes of others.
struct MappedDevice {
    std::string name;                // "secret" of /dev/mapper/secret
    std::string uuid;                // "CRYPT-LUKS2-…"
    std::string node;                // "/dev/dm-0"
    std::vector<std::string> slaves; // "/dev/vda2"
};

std::vector<MappedDevice> mapped_devices();

struct KernelBlock {
    std::string name; // "vda", "vda1"
    bool is_partition = false;
    std::uint64_t length = 0; // in units of 512 bytes
};

// Every block device there is, by name.
std::vector<KernelBlock> kernel_blocks();

struct MountedAt {
    dev_t device = 0;
    std::string root;  // the part of the filesystem that is mounted, "/"
    std::string place; // where
    std::string type;
    std::string source; // as it was given, "/dev/vda1" or a tag
};

// Lowest first. Behind them the swap space in use: of type "swap", at no place.
Result<std::vector<MountedAt>> mounts();
std::vector<MountedAt> parse_swaps(std::string_view text);
std::vector<MountedAt> parse_mountinfo(std::string_view text);

// "held by dm-0", "mounted at /boot" or "used as swap"; empty when nobody uses the device.
std::string use_of(const std::string& name, const std::vector<MountedAt>& mounts);

} // namespace ignite::system
