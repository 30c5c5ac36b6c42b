// The environment of the stages' units, in which the generator names the platform. Spec boot.md §3,
// platforms.md §3.4.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <string_view>

namespace ignite::boot {

// Puts the platform's name where the file says "auto": the units of the real root go by it. A file that is
// not there or names a platform stays as it is.
Result<void> name_platform(const std::string& environment, std::string_view id);

} // namespace ignite::boot
