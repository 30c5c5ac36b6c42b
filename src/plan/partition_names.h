// The names that udev gives to partitions: what the config may call one that does not exist yet.
#pragma once

#include "ignite/core/quoted.h"
#include "ignite/plan/block_devices.h"

#include <string>
#include <string_view>

namespace ignite::plan {

// Whether `name` will be a link to, or the node of, this partition.
bool is_name_of(std::string_view name, const Disk& disk, const Partition& partition);

} // namespace ignite::plan
