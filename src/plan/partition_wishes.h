// From the partitions of the config to wishes for the disk at hand: units, numbers, places.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "partition_verdict.h"

#include <vector>

namespace ignite::plan {

// In the order in which they are placed: those without a number last. Every wish that should exist has its
// number, and start and length wherever the config leaves them open. Fails when something does not fit.
//
// `disk` is what the wishes are to be placed on: after wiping its table, one without partitions.
Result<std::vector<PartitionWish>> resolve_wishes(const config::Disk& wanted, const Disk& disk);

// What the entries of a table take up, at either end of the disk.
std::uint64_t entry_sectors(const Disk& disk);

// Up to where a table reaches that is written anew. One that was made when the disk was smaller ends earlier.
Lba last_reachable(const Disk& disk);

} // namespace ignite::plan
