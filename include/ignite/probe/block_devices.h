// Looking at disks, at what is on them, and at mounts.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/block_devices.h"
#include "ignite/plan/questions.h"

#include <string>

namespace ignite::probe {

// Answers what the questions ask; places to mount on are below `root`, aliases of devices are below
// `aliases` (empty: there are none). A device that is not there is no error: it is missing in the answer.
Result<plan::BlockDevices> probe_block_devices(const plan::Questions& questions, const std::string& root,
                                               const std::string& aliases);

} // namespace ignite::probe
