// UTF-8, taken apart and put together. What is no UTF-8 reads as U+FFFD, one for each offending byte.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ignite {

inline constexpr char32_t replacement_character = U'\uFFFD';

struct Rune {
    char32_t code = replacement_character;
    std::size_t bytes = 1;
    bool valid = false;
};

// The first character of a text that is not empty.
Rune first_rune(std::string_view text);

void append_rune(std::string& out, char32_t code);

// What Unicode calls white space.
bool is_space(char32_t code);

// Cuts white space off both ends of valid UTF-8.
std::string_view trim_space(std::string_view text);

} // namespace ignite
