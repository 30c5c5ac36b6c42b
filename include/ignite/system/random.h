// Random values of the kernel.
#pragma once

#include "ignite/core/guid.h"
#include "ignite/core/result.h"

#include <cstddef>
#include <span>

namespace ignite::system {

// Fills the bytes; waits until the kernel's source is ready.
Result<void> fill_with_random(std::span<std::byte> bytes);

// Version 4, variant 1. RFC 4122 §4.4.
Result<Guid> random_guid();

} // namespace ignite::system
