// Looking at the way to a mount point: from the root of the machine down, every component has to be a real
// directory.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/block_devices.h"
#include "ignite/system/kernel_blocks.h"

#include <string>
#include <vector>

namespace ignite::probe {

Result<plan::MountPlace> probe_place(const std::string& path, const std::string& root,
                                     const std::vector<system::MountedAt>& mounts);

} // namespace ignite::probe
