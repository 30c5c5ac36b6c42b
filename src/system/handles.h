// What we use of libblkid and libfdisk, and owners of what they hand out.
#pragma once

#include "ignite/core/handle.h"
#include "ignite/late/library.h"

#include <blkid/blkid.h>
#include <libfdisk/libfdisk.h>

#include <type_traits>

namespace ignite::system {

inline constinit late::Library blkid_library{"libblkid.so.1"};
IGNITE_LATE(blkid_library, blkid_do_fullprobe);
IGNITE_LATE(blkid_library, blkid_do_probe);
IGNITE_LATE(blkid_library, blkid_do_safeprobe);
IGNITE_LATE(blkid_library, blkid_do_wipe);
IGNITE_LATE(blkid_library, blkid_free_probe);
IGNITE_LATE(blkid_library, blkid_new_probe);
IGNITE_LATE(blkid_library, blkid_probe_enable_partitions);
IGNITE_LATE(blkid_library, blkid_probe_enable_superblocks);
IGNITE_LATE(blkid_library, blkid_probe_lookup_value);
IGNITE_LATE(blkid_library, blkid_probe_set_device);
IGNITE_LATE(blkid_library, blkid_probe_set_partitions_flags);
IGNITE_LATE(blkid_library, blkid_probe_set_superblocks_flags);
IGNITE_LATE(blkid_library, blkid_reset_probe);

inline constinit late::Library fdisk_library{"libfdisk.so.1"};
IGNITE_LATE(fdisk_library, fdisk_add_partition);
IGNITE_LATE(fdisk_library, fdisk_ask_get_type);
IGNITE_LATE(fdisk_library, fdisk_ask_print_get_mesg);
IGNITE_LATE(fdisk_library, fdisk_assign_device_by_fd);
IGNITE_LATE(fdisk_library, fdisk_create_disklabel);
IGNITE_LATE(fdisk_library, fdisk_deassign_device);
IGNITE_LATE(fdisk_library, fdisk_delete_partition);
IGNITE_LATE(fdisk_library, fdisk_disable_dialogs);
IGNITE_LATE(fdisk_library, fdisk_get_disklabel_item);
IGNITE_LATE(fdisk_library, fdisk_get_label);
IGNITE_LATE(fdisk_library, fdisk_get_npartitions);
IGNITE_LATE(fdisk_library, fdisk_get_nsectors);
IGNITE_LATE(fdisk_library, fdisk_get_partitions);
IGNITE_LATE(fdisk_library, fdisk_get_sector_size);
IGNITE_LATE(fdisk_library, fdisk_has_label);
IGNITE_LATE(fdisk_library, fdisk_is_labeltype);
IGNITE_LATE(fdisk_library, fdisk_label_get_name);
IGNITE_LATE(fdisk_library, fdisk_label_get_parttype_from_string);
IGNITE_LATE(fdisk_library, fdisk_labelitem_get_data_u64);
IGNITE_LATE(fdisk_library, fdisk_new_context);
IGNITE_LATE(fdisk_library, fdisk_new_labelitem);
IGNITE_LATE(fdisk_library, fdisk_new_partition);
IGNITE_LATE(fdisk_library, fdisk_new_script);
IGNITE_LATE(fdisk_library, fdisk_new_unknown_parttype);
IGNITE_LATE(fdisk_library, fdisk_partition_get_name);
IGNITE_LATE(fdisk_library, fdisk_partition_get_partno);
IGNITE_LATE(fdisk_library, fdisk_partition_get_size);
IGNITE_LATE(fdisk_library, fdisk_partition_get_start);
IGNITE_LATE(fdisk_library, fdisk_partition_get_type);
IGNITE_LATE(fdisk_library, fdisk_partition_get_uuid);
IGNITE_LATE(fdisk_library, fdisk_partition_set_name);
IGNITE_LATE(fdisk_library, fdisk_partition_set_partno);
IGNITE_LATE(fdisk_library, fdisk_partition_set_size);
IGNITE_LATE(fdisk_library, fdisk_partition_set_start);
IGNITE_LATE(fdisk_library, fdisk_partition_set_type);
IGNITE_LATE(fdisk_library, fdisk_partition_set_uuid);
IGNITE_LATE(fdisk_library, fdisk_partition_size_explicit);
IGNITE_LATE(fdisk_library, fdisk_parttype_get_string);
IGNITE_LATE(fdisk_library, fdisk_ref_parttype);
IGNITE_LATE(fdisk_library, fdisk_script_set_header);
IGNITE_LATE(fdisk_library, fdisk_set_ask);
IGNITE_LATE(fdisk_library, fdisk_set_script);
IGNITE_LATE(fdisk_library, fdisk_table_get_nents);
IGNITE_LATE(fdisk_library, fdisk_table_get_partition);
IGNITE_LATE(fdisk_library, fdisk_unref_context);
IGNITE_LATE(fdisk_library, fdisk_unref_labelitem);
IGNITE_LATE(fdisk_library, fdisk_unref_partition);
IGNITE_LATE(fdisk_library, fdisk_unref_parttype);
IGNITE_LATE(fdisk_library, fdisk_unref_script);
IGNITE_LATE(fdisk_library, fdisk_unref_table);
IGNITE_LATE(fdisk_library, fdisk_write_disklabel);

using BlkidProbe = Handle<std::remove_pointer_t<blkid_probe>, blkid_free_probe>;
using FdiskContext = Handle<fdisk_context, fdisk_unref_context>;
using FdiskPartition = Handle<fdisk_partition, fdisk_unref_partition>;
using FdiskPartitionType = Handle<fdisk_parttype, fdisk_unref_parttype>;
using FdiskScript = Handle<fdisk_script, fdisk_unref_script>;
using FdiskTable = Handle<fdisk_table, fdisk_unref_table>;

} // namespace ignite::system
