#include "ignite/core/guid.h"

namespace ignite {

namespace {

constexpr std::string_view pattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

} // namespace

std::optional<Guid> Guid::parse(std::string_view text) {
    if (text.size() != pattern.size())
        return std::nullopt;
    Guid guid;
    unsigned digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (pattern[i] == '-') {
            if (text[i] != '-')
                return std::nullopt;
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0)
            return std::nullopt;
        std::uint8_t& byte = guid.bytes_[digits++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return guid;
}

Guid Guid::from_random(std::array<std::uint8_t, 16> random) {
    random[6] = static_cast<std::uint8_t>((random[6] & 0x0f) | 0x40); // version 4
    random[8] = static_cast<std::uint8_t>((random[8] & 0x3f) | 0x80); // variant of RFC 4122
    return Guid{random};
}

std::string Guid::text() const {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out{pattern};
    unsigned place = 0;
    for (char& character : out) {
        if (character == '-')
            continue;
        const std::uint8_t byte = bytes_[place / 2];
        character = digits[place % 2 == 0 ? byte >> 4 : byte & 0xf];
        ++place;
    }
    return out;
}

} // namespace ignite
