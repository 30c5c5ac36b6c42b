// Reads a text into the nodes of a document, strictly by RFC 8259, without recursion: the depth of the input
// is not our stack.
#pragma once

#include "ignite/json/document.h"

namespace ignite::json {

class Reader {
public:
    explicit Reader(std::string_view text) { document_.text_ = text; }

    tl::expected<Document, SyntaxError> read() &&;

private:
    bool read_value(); // one scalar, or the opening of a container
    bool read_scalar(char first);
    bool read_word(std::string_view word, Kind kind);
    bool read_key(); // with its colon
    bool open(Kind kind);
    bool after_value(); // separators and closing brackets, until a value must follow
    void close();
    void skip_space();
    bool at_end() const { return at_ >= document_.text_.size(); }
    char here() const { return document_.text_[at_]; }
    bool wrong(std::size_t offset, std::string text);
    bool unexpected(std::string_view wanted);
    void add(Kind kind, std::size_t end, bool as_written = true);

    Document document_;
    std::size_t at_ = 0;
    std::vector<std::uint32_t> open_; // the containers we are in, outermost first
    bool done_ = false;
    SyntaxError error_;
};

} // namespace ignite::json
