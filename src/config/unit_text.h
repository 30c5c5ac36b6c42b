// The text of a systemd unit, read the way the reference reads it (spec/config.md §3.8).
#pragma once

#include <cstddef>
#include <string_view>

namespace ignite::config {

struct UnitText {
    const char* wrong = nullptr; // why it is no unit
    std::size_t offset = 0;      // where, in bytes
    bool has_install = false;    // an option was read in a section named exactly `Install`
};

UnitText read_unit_text(std::string_view text);

} // namespace ignite::config
