// Disks with their tables and free space, what sits on each device, arrays, mapped volumes, mounts.
#pragma once

namespace ignite::plan {

struct BlockDevices {};

} // namespace ignite::plan
