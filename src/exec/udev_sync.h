// Letting udev catch up with what we did to a device: its links and properties are what later stages go by.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"

#include <string>
#include <vector>

namespace ignite::exec {

// Makes events for these devices and waits until they are dealt with. A bare wait is not enough, because the
// events that closing a device causes may not be queued yet. Nothing where no udev runs.
Result<void> sync_udev(const std::vector<std::string>& devices, Hands& hands);

} // namespace ignite::exec
