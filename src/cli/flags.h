// Command line flags in the form that the reference takes them, because units and scripts everywhere pass
// them: "-name value" or "-name=value", a boolean takes a value only behind "=", parsing stops at "--". Spec
// stages.md §1.1, §15.
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

// The reference's programs do not read their words alike.
enum class Grammar {
    leading,  // one or two dashes, up to the first word that is no flag
    anywhere, // two dashes, before and behind other words: ignition-apply and ignition-rmcfg
};

// Fills what the flags point at. A flag that is not in the table or a value that does not fit is an error.
Result<Words> parse_flags(std::span<const std::string> words, std::span<const Flag> flags,
                          Grammar grammar = Grammar::leading);

// A table of the flags, for the usage text. What the flags point at is shown as the default.
std::string describe(std::span<const Flag> flags, Grammar grammar = Grammar::leading);

// "1m30s": decimal numbers with a unit of ns us µs ms s m h.
Result<std::chrono::nanoseconds> parse_duration(std::string_view text);

} // namespace ignite::cli
