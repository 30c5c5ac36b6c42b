// Writing JSON, byte for byte as the reference does: keys in the order given, "<", ">", "&" and the two line
// separators of Unicode escaped, on one line or indented by two spaces.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::json {

enum class Layout : bool { one_line, indented };

class Writer {
public:
    // Appends to `out`, which must outlive the writer.
    explicit Writer(std::string& out, Layout layout = Layout::one_line) : out_{out}, layout_{layout} {}

    Writer& begin_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    Writer& begin_array() { return open('['); }
    Writer& end_array() { return close(']'); }
    Writer& key(std::string_view name);

    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view{text}); }
    Writer& value(const std::string& text) { return value(std::string_view{text}); }
    Writer& value(std::same_as<bool> auto truth) { return literal(truth ? "true" : "false"); }
    Writer& value(std::integral auto number)
        requires(!std::same_as<decltype(number), bool> && !std::same_as<decltype(number), char>)
    {
        return literal(std::to_string(number));
    }
    Writer& null() { return literal("null"); }
    Writer& raw(std::string_view json) { return literal(json); } // JSON that stands already

    // key and value at once
    template <class Value>
    Writer& member(std::string_view name, const Value& given) {
        return key(name).value(given);
    }

private:
    Writer& open(char bracket);
    Writer& close(char bracket);
    Writer& literal(std::string_view text);
    void begin_value(); // what stands between the value before and this one
    void break_line();

    std::string& out_;
    Layout layout_;
    std::vector<bool> has_elements_; // of each open container
    bool after_key_ = false;
};

// The text in quotes.
void append_quoted(std::string& out, std::string_view text);

} // namespace ignite::json
