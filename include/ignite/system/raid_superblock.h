// What a member of an array says of the array: the superblock of version 1, which mdadm writes.
#pragma once

#include "ignite/core/guid.h"
#include "ignite/core/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ignite::system {

struct RaidSuperblock {
    Guid array;
    std::string name;          // "any:data"
    std::int32_t level = 0;    // 5; -1: linear
    std::uint32_t members = 0; // without the spares
    bool is_spare = false;
};

// Nothing when there is none, or one of another version.
Result<std::optional<RaidSuperblock>> read_raid_superblock(const std::string& device);

} // namespace ignite::system
