#include "ignite/core/base64.h"

#include <array>
#include <cstdint>

namespace ignite {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0x80;

constexpr std::array<std::uint8_t, 256> digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return table;
}();

std::uint8_t digit(char c) { return digits[static_cast<unsigned char>(c)]; }

// The text without its padding, which is at most two characters.
std::string_view without_padding(std::string_view text) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    return text;
}

} // namespace

bool is_base64(std::string_view text) {
    const std::string_view body = without_padding(text);
    // No early end: configs carry megabytes of this, nearly always valid, and so it runs without a branch.
    std::uint8_t seen = 0;
    for (const char c : body)
        seen |= digit(c);
    return text.size() % 4 == 0 && body.size() % 4 != 1 && (seen & no_digit) == 0;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (!is_base64(text))
        return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : without_padding(text)) {
        bits = bits << 6 | digit(c);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return out; // bits left over are not looked at, nor does the reference
}

std::string encode_base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6)
            out += alphabet[bits >> (count - 6) & 0x3F];
    }
    if (count > 0)
        out += alphabet[bits << (6 - count) & 0x3F];
    out.resize((out.size() + 3) / 4 * 4, '=');
    return out;
}

} // namespace ignite
