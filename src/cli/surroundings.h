// What the process environment moves. Spec stages.md §1.2. Read in one place and handed down.
#pragma once

#include "ignite/platform/provider.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace ignite::cli {

platform::Surroundings surroundings();

// Runtime, local, vendor.
std::array<std::string, 3> system_directories();

// Whether what we change is a container's, and not a machine's.
bool in_container();

// Whether user data for another program count as none. Ours, and set to "refuse" it asks for what the
// reference does.
bool foreign_data_is_none();

// How long a device may take to appear. Ours; nothing when it is not set.
Result<std::optional<std::chrono::nanoseconds>> device_timeout();

// Whether ssh keys go into a fragment of their own; empty: as we were built.
std::string authorized_keys_fragment();

} // namespace ignite::cli
