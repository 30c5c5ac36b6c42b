// Telling the kernel what a table says: entry by entry, because re-reading the whole table is refused as soon
// as one partition of the disk is mounted, and when we repartition the boot disk one is. Needs no parser of
// tables in the kernel.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/fd.h"
#include "ignite/system/partition_table.h"

#include <span>

namespace ignite::system {

// Forgets the partitions of these numbers, and makes known again those that the table has; then looks whether
// the kernel sees what it was told. Nothing to do for an image file.
Result<void> announce_partitions(const Fd& disk, const std::string& device, std::span<const unsigned> numbers,
                                 const PartitionTable& table);

} // namespace ignite::system
