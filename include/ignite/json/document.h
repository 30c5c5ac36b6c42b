// A JSON document: a flat row of nodes over a text that stays where it is. Every value knows the byte it
// begins at; strings are views of the text unless they hold an escape.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace ignite::json {

enum class Kind : std::uint8_t { null, false_value, true_value, number, string, array, object };

// What the document is refused for: the first mistake, and where it is.
struct SyntaxError {
    std::uint64_t offset = 0;
    std::string text;
};

// The depth the reference stops at; the outermost value counts as one.
inline constexpr std::size_t max_depth = 10000;

namespace detail {

struct Node {
    std::uint32_t begin = 0;  // the first byte of the value
    std::uint32_t extent = 0; // of a scalar: the byte behind it; of a container: the node behind it
    Kind kind = Kind::null;
    bool as_written = true; // of a string: the text between the quotes is the value
};

} // namespace detail

class Document;

// One value of a document. Small, to be copied; lives as long as the document.
class Value {
public:
    Kind kind() const { return node().kind; }
    std::uint64_t offset() const { return node().begin; }
    // Where the reference puts it: a scalar at its first byte, a container behind its opening bracket.
    std::uint64_t place() const { return node().begin + (is_container() ? 1 : 0); }
    bool is_container() const { return kind() == Kind::array || kind() == Kind::object; }

    // Of a scalar: the bytes of the document, a string with its quotes.
    std::string_view raw() const;

    // Of a string: its value, when it stands in the document as it is.
    std::optional<std::string_view> view() const;
    // Of a string: its value. Half a surrogate pair and bytes that are no UTF-8 become U+FFFD.
    std::string text() const;
    bool is_text(std::string_view wanted) const;

    // Of a number: its value if it has neither fraction nor exponent and fits.
    std::optional<std::int64_t> integer() const;

    class Elements;
    class Members;
    Elements elements() const; // of an array
    Members members() const;   // of an object, in document order, repeated keys and all

private:
    friend class Document;
    friend class ValueIterator;
    Value(const Document& document, std::uint32_t index) : document_{&document}, index_{index} {}

    const detail::Node& node() const;
    std::uint32_t after() const { return is_container() ? node().extent : index_ + 1; }

    const Document* document_;
    std::uint32_t index_;
};

struct Member {
    Value key;
    Value value;
};

class Document {
public:
    // Reads a document. The text must outlive it.
    static tl::expected<Document, SyntaxError> parse(std::string_view text);

    Value root() const { return {*this, 0}; }
    std::string_view text() const { return text_; }
    // Whether some number, anywhere, is too large for a double.
    bool has_overflowing_number() const { return has_overflowing_number_; }

private:
    friend class Value;
    friend class Reader;

    std::string_view text_;
    std::vector<detail::Node> nodes_;
    bool has_overflowing_number_ = false;
};

inline const detail::Node& Value::node() const { return document_->nodes_[index_]; }

class Value::Elements {
public:
    struct Iterator {
        Value value;

        Value operator*() const { return value; }
        Iterator& operator++() {
            value.index_ = value.after();
            return *this;
        }
        bool operator==(const Iterator& other) const { return value.index_ == other.value.index_; }
    };

    Iterator begin() const { return {{*array_.document_, array_.index_ + 1}}; }
    Iterator end() const { return {{*array_.document_, array_.node().extent}}; }
    bool empty() const { return begin() == end(); }
    std::size_t count() const;

private:
    friend class Value;
    explicit Elements(Value array) : array_{array} {}

    Value array_;
};

class Value::Members {
public:
    struct Iterator {
        Value key;

        Member operator*() const { return {key, {*key.document_, key.index_ + 1}}; }
        Iterator& operator++() {
            key.index_ = (**this).value.after();
            return *this;
        }
        bool operator==(const Iterator& other) const { return key.index_ == other.key.index_; }
    };

    Iterator begin() const { return {{*object_.document_, object_.index_ + 1}}; }
    Iterator end() const { return {{*object_.document_, object_.node().extent}}; }
    bool empty() const { return begin() == end(); }

private:
    friend class Value;
    explicit Members(Value object) : object_{object} {}

    Value object_;
};

inline Value::Elements Value::elements() const { return Elements{*this}; }
inline Value::Members Value::members() const { return Members{*this}; }

} // namespace ignite::json
