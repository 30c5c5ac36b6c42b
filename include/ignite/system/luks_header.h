// The header of an encrypted volume, as far as one must know it to decide what to do with the volume. Read
// from the device: the tool would have to be started, and its output parsed.
#pragma once

#include "ignite/core/result.h"

#include <optional>
#include <string>

namespace ignite::system {

struct LuksHeader {
    unsigned version = 0;
    std::string uuid;
    // Of version 2 alone.
    std::string label;
    std::string subsystem;
    std::string metadata; // JSON
};

// Nothing when the device does not begin with such a header.
Result<std::optional<LuksHeader>> read_luks_header(const std::string& device);

} // namespace ignite::system
