// Owners of what C libraries hand out.
#pragma once

#include "ignite/core/handle.h"

#include <blkid/blkid.h>
#include <libfdisk/libfdisk.h>

#include <type_traits>

namespace ignite::system {

using BlkidProbe = Handle<std::remove_pointer_t<blkid_probe>, blkid_free_probe>;
using FdiskContext = Handle<fdisk_context, fdisk_unref_context>;
using FdiskPartition = Handle<fdisk_partition, fdisk_unref_partition>;
using FdiskPartitionType = Handle<fdisk_parttype, fdisk_unref_parttype>;
using FdiskScript = Handle<fdisk_script, fdisk_unref_script>;
using FdiskTable = Handle<fdisk_table, fdisk_unref_table>;

} // namespace ignite::system
