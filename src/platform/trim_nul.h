// What devices fill up with NUL bytes. Spec platforms.md §2.2.
#pragma once

#include <cstdint>
#include <string_view>

namespace ignite::platform {

enum class TrimNul : std::uint8_t { right, both_ends };

inline std::string_view without_nul(std::string_view bytes, TrimNul where) {
    while (bytes.ends_with('\0'))
        bytes.remove_suffix(1);
    while (where == TrimNul::both_ends && bytes.starts_with('\0'))
        bytes.remove_prefix(1);
    return bytes;
}

} // namespace ignite::platform
