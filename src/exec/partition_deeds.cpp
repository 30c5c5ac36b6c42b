#include "disk_deeds.h"

#include "ignite/system/kernel_blocks.h"
#include "ignite/system/partition_table.h"
#include "udev_sync.h"

#include <algorithm>

namespace ignite::exec {

namespace {

using Begin = system::TableChange::Begin;

Begin begin_of(const plan::WritePartitionTable& step) {
    if (step.wipe)
        return step.creations.empty() ? Begin::with_nothing : Begin::anew;
    return step.disk_id.is_zero() ? Begin::with_what_is_there
                                  : Begin::anew; // an id was given: there is no table yet
}

system::TableChange change_of(const plan::WritePartitionTable& step) {
    system::TableChange change{.begin = begin_of(step), .disk_id = step.disk_id, .deletions = step.deletions};
    for (const plan::Partition& one : step.creations)
        change.creations.push_back({one.number, one.start, one.length, one.type, one.id, one.label});
    return change;
}

// The disk, and the partitions that are new on it: their links are made by events of their own.
std::vector<std::string> touched(const plan::WritePartitionTable& step) {
    std::vector<std::string> out = {step.alias};
    const auto name = system::kernel_name(step.alias);
    if (!name)
        return out;
    for (const system::KernelPartition& partition : system::kernel_partitions(*name))
        if (std::ranges::find(step.creations, partition.number, &plan::Partition::number) !=
            step.creations.end())
            out.push_back("/dev/" + partition.name);
    return out;
}

} // namespace

Result<void> apply_one(const plan::WritePartitionTable& step, Hands& hands) {
    return hands.journal.operation(cat("writing the partition table of ", step.device),
                                   [&]() -> Result<void> {
                                       TRY(system::write_partition_table(step.alias, change_of(step)));
                                       return sync_udev(touched(step), hands);
                                   });
}

} // namespace ignite::exec
