// Command line flags in the form that the reference takes them, because units and scripts everywhere pass
// them: one or two dashes, "-name value" or "-name=value", a boolean takes a value only behind "=", parsing
// stops at
// "--" or at the first word that is no flag. Spec stages.md §1.1.
#pragma once

#include "ignite/core/result.h"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ignite::cli {

struct Flag {
    std::string_view name;
    std::string_view placeholder; // "path"; empty for a boolean
    std::string_view help;
    std::variant<std::string*, bool*, std::chrono::nanoseconds*, std::vector<std::string>*>
        value; // not owned
};

struct Words {
    std::vector<std::string> rest; // what stands behind the flags
    bool help_wanted = false;      // -h, -help
};

// Fills what the flags point at. A flag that is not in the table or a value that does not fit is an error.
Result<Words> parse_flags(std::span<const std::string> words, std::span<const Flag> flags);

// A table of the flags, for the usage text. What the flags point at is shown as the default.
std::string describe(std::span<const Flag> flags);

// "1m30s": decimal numbers with a unit of ns us µs ms s m h.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

} // namespace ignite::cli
