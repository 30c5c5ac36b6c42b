// A config as JSON.
#pragma once

#include "ignite/config/types.h"

#include <string>

namespace ignite::config {

enum class Style : std::uint8_t { one_line, indented };

// The form of the config cache, an interface to other programs (spec/stages.md §3.1): what is not set is
// absent, but sections are there even when they are empty. Byte for byte what the reference writes.
std::string write(const Config& config, Style style = Style::one_line);

} // namespace ignite::config
