#include "disk_deeds.h"

#include "ignite/plan/block_devices.h"
#include "ignite/system/device_wait.h"
#include "ignite/system/kernel_blocks.h"
#include "ignite/system/partition_table.h"
#include "udev_sync.h"

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

// The partitions that are new. Those of a mapped disk are made by rules of their own.
std::vector<std::string> new_nodes(const plan::WritePartitionTable& step) {
    std::vector<std::string> out;
    const auto name = system::kernel_name(step.alias);
    if (!name || name->starts_with("dm-"))
        return out;
    for (const plan::Partition& partition : step.creations)
        out.push_back(plan::partition_node(cat("/dev/", *name), partition.number));
    return out;
}

// When the writer of a disk closes it, udev has the kernel read the table once more, and for that moment the
// partitions are gone, whatever was announced before. So they are waited for, and if they go while they are
// being looked at, once more.
Result<void> sync(const plan::WritePartitionTable& step, Hands& hands) {
    TRY(sync_udev({step.alias}, hands));
    const std::vector<std::string> nodes = new_nodes(step);
    constexpr int tries = 3;
    for (int left = tries;; --left) {
        TRY(system::wait_for_devices(nodes, hands.patience));
        auto synced = sync_udev(nodes, hands);
        if (synced || left == 1)
            return synced;
    }
}

} // namespace

Result<void> apply_one(const plan::WritePartitionTable& step, Hands& hands) {
    return hands.journal.operation(cat("writing the partition table of ", step.device),
                                   [&]() -> Result<void> {
                                       TRY(system::write_partition_table(step.alias, change_of(step)));
                                       return sync(step, hands);
                                   });
}

} // namespace ignite::exec
