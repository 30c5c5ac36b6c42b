// Where each platform tells what it knows of its machine, as data. Spec platforms.md §6.4.
#pragma once

#include "ignite/platform/metadata.h"

#include <array>
#include <functional>

namespace ignite::platform {

// A path of the service or the drive to its bytes. Fault::absent: it is not there, which is fine.
using Read = std::function<Result<std::string>(std::string_view path)>;

enum class Format : std::uint8_t {
    leaves, // each fact is a text of its own: its place goes behind the book's path
    json,   // a place is "a/b", or "a/*/b" for each element
    lines,  // "key: value", at the beginning of a line; the place is the key
};

struct Fact {
    std::string_view name; // without the platform's
    std::string_view place;
    enum class Count : std::uint8_t { one, numbered, joined } count = Count::one;
};

// One text, or a directory of them.
struct Book {
    std::string_view path; // empty: none
    Format format = Format::leaves;
    std::span<const Fact> facts = {};
};

struct Keys {
    enum class How : std::uint8_t {
        none,
        lines,       // a key on each
        listed,      // "0=name" or "0/" on each line, and then PATH/0/openssh-key
        json,        // texts at `place`, each of one line or more
        json_broken, // the same; line ends within a key are the portal's
        anywhere,    // what looks like one in a cloud-config
        google,      // five places and a switch
    };
    How how = How::none;
    std::string_view path = {};
    std::string_view place = {};
};

// What no row can say: facts that are worked out of what is read.
using Work = Result<std::vector<Attribute>> (*)(const Read& read, Context& context);

// One way to the facts.
struct Shelf {
    Service service = {};                        // without path; no base: none
    std::array<std::string_view, 2> labels = {}; // of a filesystem; empty: none
    std::array<Book, 3> books = {};
    Work work = nullptr;
    Book hostname = {}; // of one fact, where the host name is none of the others
    Keys keys = {};
    Result<std::vector<std::string>> (*ask_keys)(Context& context) = nullptr; // where no text has them
    bool is_strict = false; // what is not there is a failure
};

struct MetadataRow {
    std::string_view id;
    std::string_view prefix;           // of its names: "AWS_"
    std::string_view hostname;         // name of the fact that is one; empty: DHCP gives it
    std::array<Shelf, 2> shelves = {}; // the first that can be read
};

std::span<const MetadataRow> metadata_rows();

} // namespace ignite::platform
