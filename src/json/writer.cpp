#include "ignite/json/writer.h"

#include "ignite/core/utf8.h"

namespace ignite::json {

namespace {

void append_escape(std::string& out, unsigned code) {
    constexpr char digits[] = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[(code >> shift) & 0xf];
}

// Whether a byte stands for itself. The reference also escapes what a browser could take for markup.
bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' && byte != '<' && byte != '>' &&
           byte != '&';
}

void append_special(std::string& out, unsigned char byte) {
    switch (byte) {
    case '"':
    case '\\':
        out += '\\';
        out += static_cast<char>(byte);
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        append_escape(out, byte);
    }
}

} // namespace

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && is_plain(static_cast<unsigned char>(text[plain])))
            ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        if (const auto byte = static_cast<unsigned char>(text.front()); byte < 0x80) {
            append_special(out, byte);
            text.remove_prefix(1);
            continue;
        }
        const Rune rune = first_rune(text);
        if (!rune.valid)
            out += "\\ufffd";
        else if (rune.code == U'\u2028' || rune.code == U'\u2029')
            append_escape(out, rune.code);
        else
            out += text.substr(0, rune.bytes);
        text.remove_prefix(rune.bytes);
    }
    out += '"';
}

void Writer::break_line() {
    if (layout_ == Layout::one_line)
        return;
    out_ += '\n';
    out_.append(2 * has_elements_.size(), ' ');
}

void Writer::begin_value() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_elements_.empty())
        return;
    if (has_elements_.back())
        out_ += ',';
    has_elements_.back() = true;
    break_line();
}

Writer& Writer::key(std::string_view name) {
    begin_value();
    append_quoted(out_, name);
    out_ += layout_ == Layout::one_line ? ":" : ": ";
    after_key_ = true;
    return *this;
}

Writer& Writer::open(char bracket) {
    begin_value();
    out_ += bracket;
    has_elements_.push_back(false);
    return *this;
}

Writer& Writer::close(char bracket) {
    const bool had_elements = has_elements_.back();
    has_elements_.pop_back();
    if (had_elements)
        break_line();
    out_ += bracket;
    return *this;
}

Writer& Writer::value(std::string_view text) {
    begin_value();
    append_quoted(out_, text);
    return *this;
}

Writer& Writer::literal(std::string_view text) {
    begin_value();
    out_ += text;
    return *this;
}

} // namespace ignite::json
