#include "ignite/json/document.h"

#include "ignite/core/utf8.h"
#include "reader.h"

#include <charconv>

namespace ignite::json {

namespace {

char32_t hex_value(std::string_view four_digits) {
    std::uint32_t value = 0;
    (void)std::from_chars(four_digits.data(), four_digits.data() + four_digits.size(), value,
                          16); // was checked
    return value;
}

bool is_high_surrogate(char32_t code) { return code >= 0xD800 && code < 0xDC00; }

bool is_low_surrogate(char32_t code) { return code >= 0xDC00 && code < 0xE000; }

// The character at `\uXXXX` of a checked string, and how much of it was used.
Rune unicode_escape(std::string_view rest) {
    const char32_t code = hex_value(rest.substr(2, 4));
    if (is_high_surrogate(code) && rest.substr(6, 2) == "\\u") {
        const char32_t low = hex_value(rest.substr(8, 4));
        if (is_low_surrogate(low))
            return {0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 12, true};
    }
    if (is_high_surrogate(code) || is_low_surrogate(code))
        return {replacement_character, 6, true};
    return {code, 6, true};
}

char simple_escape(char letter) {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter; // quote, slash and backslash stand for themselves
    }
}

// How much of the text, one byte at least, stands for itself.
std::size_t plain_run(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && text[at] != '\\' && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

std::string unescape(std::string_view body) {
    std::string out;
    out.reserve(body.size());
    while (!body.empty()) {
        const auto byte = static_cast<unsigned char>(body.front());
        if (byte == '\\' && body[1] == 'u') {
            const Rune rune = unicode_escape(body);
            append_rune(out, rune.code);
            body.remove_prefix(rune.bytes);
        } else if (byte == '\\') {
            out += simple_escape(body[1]);
            body.remove_prefix(2);
        } else if (byte < 0x80) {
            const std::size_t run = plain_run(body);
            out += body.substr(0, run);
            body.remove_prefix(run);
        } else {
            const Rune rune = first_rune(body);
            append_rune(out, rune.code);
            body.remove_prefix(rune.bytes);
        }
    }
    return out;
}

} // namespace

tl::expected<Document, SyntaxError> Document::parse(std::string_view text) { return Reader{text}.read(); }

std::string_view Value::raw() const {
    return document_->text_.substr(node().begin, node().extent - node().begin);
}

std::optional<std::string_view> Value::view() const {
    if (!node().as_written)
        return std::nullopt;
    return document_->text_.substr(node().begin + 1, node().extent - node().begin - 2);
}

std::string Value::text() const {
    if (const std::optional<std::string_view> as_written = view())
        return std::string{*as_written};
    return unescape(document_->text_.substr(node().begin + 1, node().extent - node().begin - 2));
}

bool Value::is_text(std::string_view wanted) const {
    const std::optional<std::string_view> as_written = view();
    return as_written ? *as_written == wanted : text() == wanted;
}

std::optional<std::int64_t> Value::integer() const {
    const std::string_view digits = raw();
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = failed == std::errc{} && end == digits.data() + digits.size();
    return whole ? std::optional{number} : std::nullopt;
}

std::size_t Value::Elements::count() const {
    std::size_t count = 0;
    for (auto it = begin(), last = end(); it != last; ++it)
        ++count;
    return count;
}

} // namespace ignite::json
