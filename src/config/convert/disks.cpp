// Disks with their partitions, and arrays of disks.
#include "translation.h"

namespace ignite::config::old {

namespace {

config::Partition translated(const Partition& then) {
    config::Partition now = then;
    now.guid = unless_empty(std::move(now.guid));
    now.label = unless_empty(std::move(now.label));
    now.type_guid = unless_empty(std::move(now.type_guid));
    now.wipe_partition_entry = if_true(now.wipe_partition_entry);
    return now;
}

} // namespace

void translate_disks(Translation& translation) {
    for (const Disk& then : translation.then.storage.disks) {
        config::Disk& now = translation.now.storage.disks.emplace_back();
        now.position = then.position;
        now.device = then.device;
        now.wipe_table = if_true(then.wipe_table);
        for (const Partition& partition : then.partitions)
            now.partitions.push_back(translated(partition));
    }
}

void translate_arrays(Translation& translation) {
    for (Raid array : translation.then.storage.raid) {
        array.spares = unless_zero(array.spares);
        translation.now.storage.raid.push_back(std::move(array));
    }
}

} // namespace ignite::config::old
