#include "reader.h"

#include "ignite/core/text.h"
#include "scan.h"

namespace ignite::json {

tl::expected<Document, SyntaxError> Reader::read() && {
    if (document_.text_.size() >= UINT32_MAX) // nodes hold offsets of 32 bits
        return tl::unexpected{SyntaxError{0, "the document is larger than 4 GiB"}};
    while (!done_)
        if (!read_value() || !after_value())
            return tl::unexpected{std::move(error_)};
    skip_space();
    if (!at_end()) {
        wrong(at_, "nothing may follow the document");
        return tl::unexpected{std::move(error_)};
    }
    return std::move(document_);
}

bool Reader::read_value() {
    skip_space();
    if (at_end())
        return unexpected("a value");
    switch (const char first = here()) {
    case '{':
        return open(Kind::object);
    case '[':
        return open(Kind::array);
    default:
        return read_scalar(first);
    }
}

bool Reader::read_scalar(char first) {
    switch (first) {
    case '"':
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': {
        const Scanned scanned =
            first == '"' ? scan_string(document_.text_, at_) : scan_number(document_.text_, at_);
        if (scanned.wrong)
            return wrong(scanned.end, scanned.wrong);
        document_.has_overflowing_number_ = document_.has_overflowing_number_ || scanned.overflows;
        add(first == '"' ? Kind::string : Kind::number, scanned.end, scanned.as_written);
        return true;
    }
    case 't':
        return read_word("true", Kind::true_value);
    case 'f':
        return read_word("false", Kind::false_value);
    case 'n':
        return read_word("null", Kind::null);
    default:
        return unexpected("a value");
    }
}

bool Reader::read_word(std::string_view word, Kind kind) {
    if (document_.text_.substr(at_, word.size()) != word)
        return unexpected("a value");
    add(kind, at_ + word.size());
    return true;
}

bool Reader::read_key() {
    skip_space();
    if (at_end() || here() != '"')
        return unexpected("a key in double quotes");
    if (!read_scalar('"'))
        return false;
    skip_space();
    if (at_end() || here() != ':')
        return unexpected("':' after the key");
    ++at_;
    return true;
}

bool Reader::open(Kind kind) {
    if (open_.size() == max_depth)
        return wrong(at_, cat("nested deeper than ", max_depth, " levels"));
    open_.push_back(static_cast<std::uint32_t>(document_.nodes_.size()));
    add(kind, at_ + 1);
    return true;
}

bool Reader::after_value() {
    // Whether the container we are in was opened just now: then no comma comes before the next value.
    bool fresh = document_.nodes_.size() == (open_.empty() ? 0 : open_.back() + 1);
    while (!open_.empty()) {
        const bool in_object = document_.nodes_[open_.back()].kind == Kind::object;
        skip_space();
        if (!at_end() && here() == (in_object ? '}' : ']')) {
            ++at_;
            close();
            fresh = false;
            continue;
        }
        if (!fresh) {
            if (at_end() || here() != ',')
                return unexpected(in_object ? "',' or '}'" : "',' or ']'");
            ++at_;
        }
        return !in_object || read_key();
    }
    done_ = true;
    return true;
}

void Reader::close() {
    document_.nodes_[open_.back()].extent = static_cast<std::uint32_t>(document_.nodes_.size());
    open_.pop_back();
}

void Reader::skip_space() {
    while (!at_end() && (here() == ' ' || here() == '\n' || here() == '\t' || here() == '\r'))
        ++at_;
}

bool Reader::wrong(std::size_t offset, std::string text) {
    error_ = {offset, std::move(text)};
    return false;
}

bool Reader::unexpected(std::string_view wanted) {
    return at_end() ? wrong(at_, cat("the document ends where ", wanted, " is expected"))
                    : wrong(at_, cat("expected ", wanted));
}

void Reader::add(Kind kind, std::size_t end, bool as_written) {
    document_.nodes_.push_back(
        {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end), kind, as_written});
    at_ = end;
}

} // namespace ignite::json
