// What devices fill up with NUL bytes. Spec platforms.md §2.2.
#pragma once

#include "ignite/core/letters.h"

namespace ignite::platform {

inline std::string_view without_nul(std::string_view bytes) { return trimmed(bytes, {"\0", 1}); }

} // namespace ignite::platform
