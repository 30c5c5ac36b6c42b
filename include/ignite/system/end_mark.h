// A word in the last sector of a device: what a maker that writes its magic first cannot say of itself, that
// it is not done. A new filesystem has nothing there yet.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <string_view>

namespace ignite::system {

// On the disk when it returns. The word fits into a sector.
Result<void> write_end_mark(const std::string& device, std::string_view word);

// Zeros in its place, if it is there.
Result<void> remove_end_mark(const std::string& device, std::string_view word);

bool has_end_mark(const std::string& device, std::string_view word);

} // namespace ignite::system
