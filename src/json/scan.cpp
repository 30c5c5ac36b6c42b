#include "scan.h"

#include "ignite/core/utf8.h"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace ignite::json {

namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101;
constexpr std::uint64_t every_high_bit = 0x8080808080808080;

// Where the run of plain ASCII ends: at a quote, a backslash, a control character or a byte above 0x7F. Most
// of a config is such runs (a data URL may have megabytes), so eight bytes are looked at together.
std::size_t skip_plain(std::string_view text, std::size_t at) {
    for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        // Subtracting sets the high bit of a byte that was smaller. A borrow can only make a byte beside a
        // true hit look like one, so "none" is certain, and "some" is looked at bytewise.
        const std::uint64_t quotes = (word ^ (every_byte * '"')) - every_byte;
        const std::uint64_t backslashes = (word ^ (every_byte * '\\')) - every_byte;
        const std::uint64_t controls = word - every_byte * 0x20;
        if (((quotes | backslashes | controls | word) & every_high_bit) != 0)
            break;
    }
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80)
            break;
    }
    return at;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The length of the escape at the backslash; 0: it is none.
std::size_t escape_length(std::string_view text) {
    if (text.size() < 2)
        return 0;
    if (text[1] != 'u')
        return std::string_view{"\"\\/bfnrt"}.find(text[1]) == std::string_view::npos ? 0 : 2;
    for (std::size_t i = 2; i < 6; ++i)
        if (i >= text.size() || !is_hex_digit(text[i]))
            return 0;
    return 6;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return at;
}

// Whether a number of correct form is too large for a double. One that is too small counts as zero.
bool overflows(std::string_view number) {
    double value = 0;
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (failed != std::errc::result_out_of_range)
        return false;
    // Too large or too small: the decimal exponent of the first digit that counts tells.
    const std::size_t exponent_at = number.find_first_of("eE");
    const std::string_view digits = number.substr(0, exponent_at);
    const std::size_t first = digits.find_first_of("123456789");
    const std::size_t point = std::min(digits.find('.'), digits.size());
    if (exponent_at == std::string_view::npos)
        return first < point;
    const bool negative = number[exponent_at + 1] == '-';
    const std::size_t exponent_digits = number.find_first_of("0123456789", exponent_at);
    std::int64_t exponent = 0;
    // What does not fit into 64 bits outweighs any number of digits that fit into a document.
    if (std::from_chars(number.data() + exponent_digits, number.data() + number.size(), exponent).ec !=
        std::errc{})
        return !negative;
    const std::int64_t places = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    return negative ? places > exponent : exponent > -places; // their sum may not fit
}

} // namespace

Scanned scan_string(std::string_view text, std::size_t begin) {
    Scanned scanned;
    for (std::size_t at = begin + 1;;) {
        at = skip_plain(text, at);
        if (at >= text.size())
            return {text.size(), "the string is not closed"};
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte == '"') {
            scanned.end = at + 1;
            return scanned;
        }
        if (byte == '\\') {
            const std::size_t length = escape_length(text.substr(at));
            if (length == 0)
                return {at, "there is no such escape in JSON"};
            scanned.as_written = false;
            at += length;
        } else if (byte < 0x20) {
            return {at, "a control character must be written as an escape"};
        } else {
            const Rune rune = first_rune(text.substr(at));
            scanned.as_written = scanned.as_written && rune.valid;
            at += rune.bytes;
        }
    }
}

Scanned scan_number(std::string_view text, std::size_t begin) {
    std::size_t at = begin;
    if (text[at] == '-')
        ++at;
    const std::size_t whole = at;
    at = skip_digits(text, at);
    if (at == whole)
        return {at, "a digit is missing"};
    if (text[whole] == '0' && at > whole + 1)
        return {whole + 1, "a number does not begin with 0 (octal modes must be written in decimal)"};
    if (at < text.size() && text[at] == '.') {
        const std::size_t fraction = at + 1;
        at = skip_digits(text, fraction);
        if (at == fraction)
            return {at, "a digit is missing after the decimal point"};
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        const std::size_t exponent = at;
        at = skip_digits(text, exponent);
        if (at == exponent)
            return {at, "a digit is missing in the exponent"};
    }
    Scanned scanned{at};
    // Without exponent it takes 309 digits to get there, so nearly every number is let off here.
    const std::string_view number = text.substr(begin, at - begin);
    if (number.size() > 308 || number.find_first_of("eE") != std::string_view::npos)
        scanned.overflows = overflows(number);
    return scanned;
}

} // namespace ignite::json
