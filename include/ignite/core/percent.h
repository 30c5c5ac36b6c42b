// Percent escapes: %41 for A.
#pragma once

#include <string>
#include <string_view>

namespace ignite {

// Whether every % starts an escape of two hexadecimal digits.
bool has_sound_escapes(std::string_view text);

// Of a text with sound escapes.
std::string decode_percent(std::string_view text);

// Everything but letters, digits and -_.!~*'() becomes an escape.
std::string encode_percent(std::string_view bytes);

// The value of a hexadecimal digit; -1: it is none.
int hex_digit(char c);

} // namespace ignite
