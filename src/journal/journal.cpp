#include "ignite/journal/journal.h"

#include <array>
#include <charconv>

namespace ignite::journal {

std::string_view label(Level level) {
    static constexpr std::array<std::string_view, 8> labels = {"EMERGENCY", "ALERT",  "CRITICAL", "ERROR",
                                                               "WARNING",   "NOTICE", "INFO",     "DEBUG"};
    return labels[static_cast<std::size_t>(level)];
}

std::string Journal::next_operation() {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, ++operations_, 16).ptr;
    return cat("op(", std::string_view{digits, end}, ")");
}

} // namespace ignite::journal
