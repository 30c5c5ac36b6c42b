// Encrypted volumes: what their headers say, and which of them are open.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/block_devices.h"
#include "ignite/system/kernel_blocks.h"

#include <string>
#include <vector>

namespace ignite::probe {

// Fills in what libblkid does not tell of a volume.
Result<void> look_into_volume(plan::Device& device);

// What is there under these names below /dev/mapper.
std::vector<plan::OpenedVolume> probe_opened(const std::vector<std::string>& names,
                                             const std::vector<system::MountedAt>& mounts);

} // namespace ignite::probe
