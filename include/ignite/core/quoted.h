// Text of unknown origin, made fit for one line of a log: in double quotes, with control characters, quotes
// and backslashes escaped. A label on a disk can hold anything.
#pragma once

#include "ignite/core/text.h"

#include <string>
#include <string_view>

namespace ignite {

struct Quoted {
    std::string_view text;
};

inline Quoted quoted(std::string_view text) { return {text}; }

// The same for text of several lines that somebody reads on a terminal: as it is, but for the bytes that
// would tell the terminal what to do.
struct Tame {
    std::string_view text;
};

inline Tame tame(std::string_view text) { return {text}; }

inline void append_to(std::string& out, Tame tame) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char character : tame.text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '\n' || character == '\t' || (byte >= 0x20 && byte != 0x7f))
            out += character;
        else
            out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 0xf]);
    }
}

inline void append_to(std::string& out, Quoted quoted) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char character : quoted.text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            out += '\\';
            out += character;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 0xf];
        } else {
            out += character;
        }
    }
    out += '"';
}

} // namespace ignite
