// What becomes of one partition: the table of spec/stages.md §8.2.
#pragma once

#include "ignite/core/position.h"
#include "ignite/plan/block_devices.h"

#include <optional>
#include <string>
#include <vector>

namespace ignite::plan {

// 0FC63DAF-8483-4772-8E79-3D69D8477DE4: what a partition holds when the config does not say.
inline constexpr Guid linux_data{
    {0x0f, 0xc6, 0x3d, 0xaf, 0x84, 0x83, 0x47, 0x72, 0x8e, 0x79, 0x3d, 0x69, 0xd8, 0x47, 0x7d, 0xe4}};

// What the config wants of one partition, in the units of the disk. What is not set is not compared.
struct PartitionWish {
    unsigned number = 0;
    std::optional<Lba> start;
    std::optional<Sectors> length;
    std::optional<Guid> type;
    std::optional<Guid> id;
    std::optional<std::string> label;
    bool should_exist = true;
    bool may_wipe = false;
    bool may_resize = false;
    Position position;
};

enum class Verdict : std::uint8_t { nothing, create, remove, keep, replace, resize, refuse };

Verdict judge(const Partition* found, const PartitionWish& wish);

// In what a partition is not as wanted: "size: wanted 2 MiB (4096 sectors), found 128 MiB (262144 sectors)".
std::vector<std::string> mismatches(const Partition& found, const PartitionWish& wish,
                                    SectorSize sector_size);

} // namespace ignite::plan
