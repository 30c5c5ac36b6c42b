#include "ignite/core/data_url.h"

#include "ignite/core/base64.h"
#include "ignite/core/percent.h"

#include <algorithm>
#include <array>

namespace ignite {

namespace {

bool is_token_character(char c) {
    return c > ' ' && c < 0x7F && std::string_view{"()<>@,;:\\\"/[]?="}.find(c) == std::string_view::npos;
}

std::string_view take_token(std::string_view& rest) {
    const auto end = std::ranges::find_if_not(rest, is_token_character);
    const std::string_view token = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(token.size());
    return token;
}

bool take(std::string_view& rest, char wanted) {
    if (!rest.starts_with(wanted))
        return false;
    rest.remove_prefix(1);
    return true;
}

// The reference compares beginnings, so a longer word like `textual` passes.
bool is_known_family(std::string_view type) {
    constexpr std::array families = {"x-",    "X-",          "text",    "image",    "audio",
                                     "video", "application", "message", "multipart"};
    return std::ranges::any_of(families, [&](const char* family) { return type.starts_with(family); });
}

Result<std::string_view> take_media_type(std::string_view& rest) {
    const std::string_view begin = rest;
    const std::string_view type = take_token(rest);
    if (type.empty())
        return std::string_view{};
    if (!is_known_family(type))
        return fail(Fault::config,
                    "its media type is none of text, image, audio, video, application, message, "
                    "multipart and x-");
    if (!take(rest, '/'))
        return fail(Fault::config, "its media type has no subtype");
    (void)take_token(rest); // an empty subtype passes
    return begin.substr(0, begin.size() - rest.size());
}

// The digits of one escape, so many of a base; a value above the limit is none.
bool take_digits(std::string_view& rest, std::size_t count, int base, std::uint32_t limit) {
    std::uint32_t value = 0;
    if (rest.size() < count)
        return false;
    for (const char c : rest.substr(0, count)) {
        const int digit = hex_digit(c);
        if (digit < 0 || digit >= base)
            return false;
        value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
    }
    rest.remove_prefix(count);
    return value <= limit && !(count > 3 && value >= 0xD800 && value <= 0xDFFF);
}

bool take_escape(std::string_view& rest) {
    constexpr std::uint32_t last_character = 0x10FFFF;
    if (rest.empty())
        return false;
    const char letter = rest.front();
    if (letter >= '0' && letter <= '7')
        return take_digits(rest, 3, 8, 0xFF);
    rest.remove_prefix(1);
    switch (letter) {
    case 'x':
        return take_digits(rest, 2, 16, 0xFF);
    case 'u':
        return take_digits(rest, 4, 16, last_character);
    case 'U':
        return take_digits(rest, 8, 16, last_character);
    default:
        return std::string_view{"abfnrtv\\\""}.find(letter) != std::string_view::npos;
    }
}

bool take_quoted(std::string_view& rest) {
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"')
            return true;
        if (static_cast<unsigned char>(c) >= 0x80 || (c == '\\' && !take_escape(rest)))
            return false;
    }
    return false;
}

bool take_value(std::string_view& rest) {
    if (take(rest, '"'))
        return take_quoted(rest);
    const std::string_view token = take_token(rest);
    return !token.empty() && has_sound_escapes(token);
}

// `;name=value` and, last, `;base64`.
Result<bool> take_parameters(std::string_view& rest) {
    while (take(rest, ';')) {
        const std::string_view name = take_token(rest);
        if (name.empty())
            return fail(Fault::config, "a parameter has no name");
        if (take(rest, '=')) {
            if (!take_value(rest))
                return fail(Fault::config, "the value of a parameter is missing or malformed");
        } else {
            if (name != "base64")
                return fail(Fault::config, "a parameter has no value");
            if (!rest.starts_with(','))
                return fail(Fault::config, "base64 must stand directly before the comma");
            return true;
        }
    }
    return false;
}

bool is_plain_payload(std::string_view payload) {
    static constexpr std::array<bool, 256> may_stand = [] {
        std::array<bool, 256> table{};
        for (std::size_t c = '!'; c < 0x7F; ++c)
            table[c] =
                std::string_view{"`<>#\"{}|\\^[]"}.find(static_cast<char>(c)) == std::string_view::npos;
        return table;
    }();
    return std::ranges::all_of(payload, [](char c) { return may_stand[static_cast<unsigned char>(c)]; });
}

} // namespace

Result<DataUrl> parse_data_url(std::string_view text) {
    constexpr std::string_view scheme = "data:";
    if (!text.starts_with(scheme))
        return fail(Fault::config, "it does not begin with \"data:\", in lower case");
    std::string_view rest = text.substr(scheme.size());
    DataUrl url;
    url.media_type = TRY(take_media_type(rest));
    url.is_base64 = TRY(take_parameters(rest));
    if (!take(rest, ','))
        return fail(Fault::config, "the comma before the data is missing");
    url.payload = rest;
    if (url.is_base64) {
        if (!is_base64(rest))
            return fail(Fault::config, "its data is not base64 with padding and without line breaks");
    } else if (!is_plain_payload(rest)) {
        return fail(Fault::config, "its data holds a character that must be written as a percent escape");
    } else if (!has_sound_escapes(rest)) {
        return fail(Fault::config, "a percent sign does not begin an escape");
    }
    return url;
}

std::string DataUrl::decode() const {
    return is_base64 ? decode_base64(payload).value_or(std::string{}) : decode_percent(payload);
}

std::string make_data_url(std::string_view bytes) { return cat("data:;base64,", encode_base64(bytes)); }

} // namespace ignite
