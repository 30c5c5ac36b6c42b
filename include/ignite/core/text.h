#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace ignite {

inline void append_to(std::string& out, std::string_view part) { out += part; }

template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
void append_to(std::string& out, Number number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

// Joins its arguments into one string.
template <class... Parts>
std::string cat(const Parts&... parts) {
    std::string out;
    (append_to(out, parts), ...);
    return out;
}

} // namespace ignite
