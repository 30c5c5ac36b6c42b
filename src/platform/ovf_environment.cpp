#include "ovf_environment.h"

#include <algorithm>
#include <optional>

namespace ignite::platform {

namespace {

constexpr std::string_view blanks = " \t\r\n";

// "oe:Property" is "Property", with whatever prefix its namespace has.
std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

struct Tag {
    std::string_view whole; // "<oe:Property oe:key="a" oe:value="b"/>"
    std::string_view name;
    std::string_view key;  // of an attribute "key" that has a prefix; one without does not count
    bool is_empty = false; // "/>"
};

Error malformed(std::size_t offset) {
    return Error{Fault::system, "it is no XML document: byte ", offset, " is not what should be there"};
}

// The tag at the front of `text`, which begins with '<' and a name. Attribute values may hold '>'.
std::optional<Tag> read_tag(std::string_view text) {
    Tag tag;
    std::size_t at = text.find_first_of(" \t\r\n/>", 1);
    if (at == std::string_view::npos || at == 1)
        return std::nullopt;
    tag.name = text.substr(1, at - 1);
    for (;;) {
        at = text.find_first_not_of(blanks, at);
        if (at == std::string_view::npos)
            return std::nullopt;
        tag.is_empty = text.substr(at).starts_with("/>");
        if (tag.is_empty || text[at] == '>') {
            tag.whole = text.substr(0, at + (tag.is_empty ? 2 : 1));
            return tag;
        }
        const std::size_t equals = text.find('=', at);
        const std::size_t quote = text.find_first_of("\"'", at);
        if (quote == std::string_view::npos || equals > quote)
            return std::nullopt;
        const std::size_t end = text.find(text[quote], quote + 1);
        if (end == std::string_view::npos)
            return std::nullopt;
        std::string_view name = text.substr(at, equals - at);
        name = name.substr(0, name.find_last_not_of(blanks) + 1);
        if (name.find(':') != std::string_view::npos && local_name(name) == "key")
            tag.key = text.substr(quote + 1, end - quote - 1);
        at = end + 1;
    }
}

struct Aside {
    std::string_view begin;
    std::string_view end;
};

// What is no element: nothing inside it is.
constexpr Aside asides[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}, {"</", ">"}};

// Where the thing that begins at `at`, a '<', ends.
std::optional<std::size_t> end_of_aside(std::string_view document, std::size_t at) {
    const auto* const aside = std::ranges::find_if(
        asides, [&](const Aside& one) { return document.substr(at).starts_with(one.begin); });
    if (aside == std::end(asides))
        return std::nullopt;
    const std::size_t end = document.find(aside->end, at + aside->begin.size());
    return end == std::string_view::npos ? document.size() + 1 : end + aside->end.size();
}

} // namespace

Result<std::string> without_properties(std::string_view document, std::span<const std::string_view> keys) {
    if (const std::size_t first = document.find_first_not_of(blanks);
        first == std::string_view::npos || document[first] != '<')
        return tl::unexpected{malformed(0)};
    std::string out;
    std::size_t kept = 0; // up to here it has been decided what becomes of it
    for (std::size_t at = document.find('<'); at != std::string_view::npos; at = document.find('<', at)) {
        if (const std::optional<std::size_t> end = end_of_aside(document, at)) {
            if (*end > document.size())
                return tl::unexpected{malformed(at)};
            at = *end;
            continue;
        }
        const std::optional<Tag> tag = read_tag(document.substr(at));
        if (!tag)
            return tl::unexpected{malformed(at)};
        std::size_t end = at + tag->whole.size();
        if (local_name(tag->name) == "Property" && std::ranges::find(keys, tag->key) != keys.end()) {
            if (!tag->is_empty) {
                end = document.find('>', document.find(cat("</", tag->name), end));
                if (end == std::string_view::npos)
                    return tl::unexpected{malformed(at)};
                ++end;
            }
            out += document.substr(kept, at - kept);
            kept = end;
        }
        at = end;
    }
    out += document.substr(kept);
    return out;
}

} // namespace ignite::platform
