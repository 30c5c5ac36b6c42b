// The free space of a disk, and where a new partition goes in it.
//
// The rules are those of sgdisk (spec/stages.md §8.2), because configs were written against it: a start of 0
// is the aligned beginning of the largest free block, a size of 0 ends with the largest free block. Places
// that sgdisk would choose otherwise are a bug here; a test holds the two against each other.
#pragma once

#include "ignite/core/amounts.h"
#include "ignite/plan/block_devices.h"

#include <optional>
#include <span>
#include <vector>

namespace ignite::plan {

struct Extent {
    Lba first;
    Lba last;
};

// In how many sectors partitions begin: 1 MiB, or the largest power of two that the partitions of the disk
// keep.
Sectors alignment_of(std::span<const Partition> partitions, SectorSize sector_size, Sectors disk);

class FreeSpace {
public:
    // What lies behind the last usable sector, up to the last reachable one, is part of no block: only a
    // given length reaches into it.
    FreeSpace(Lba first_usable, Lba last_usable, Lba last_reachable, Sectors alignment)
        : first_usable_{first_usable},
          last_usable_{last_usable},
          last_reachable_{last_reachable},
          alignment_{alignment} {}

    void take(Extent extent);

    // Takes the place of a new partition. Without a start: in the largest block; without a length: to the end
    // of the largest block. Nothing when that is not free. A given start stays: from a config it is a
    // multiple of 1 MiB, and that of a partition on the disk is not ours to move.
    std::optional<Extent> place(std::optional<Lba> start, std::optional<Sectors> length);

    std::optional<Extent> largest() const;

private:
    bool is_free(Extent extent) const;
    Lba last_in_free(Lba start) const;
    Lba aligned(Lba place) const;

    Lba first_usable_;
    Lba last_usable_;
    Lba last_reachable_;
    Sectors alignment_;
    std::vector<Extent> taken_; // by place
};

} // namespace ignite::plan
