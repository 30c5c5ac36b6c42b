// Waiting for device nodes to appear: by udev's events where udev runs, by watching the directories where it
// does not. Never by sleeping.
#pragma once

#include "ignite/core/result.h"

#include <chrono>
#include <span>
#include <string>

namespace ignite::system {

// Whether somebody makes links to devices, and wants to be waited for.
bool udev_runs();

// Until all of them are there, and udev is done with them. The error names those that are not, and what is
// there instead.
Result<void> wait_for_devices(std::span<const std::string> devices, std::chrono::milliseconds patience);

} // namespace ignite::system
