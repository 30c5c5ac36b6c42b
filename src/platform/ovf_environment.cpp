#include "ovf_environment.h"

#include "ignite/core/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ignite::platform {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view environment_namespace = "http://schemas.dmtf.org/ovf/environment/1";

// "oe:Property" is "Property", with whatever prefix its namespace has.
std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

struct Attribute {
    std::string_view prefix; // empty: it has none
    std::string_view name;
    std::string_view value; // as written
};

struct Tag {
    std::string_view whole; // "<oe:Property oe:key="a" oe:value="b"/>"
    std::string_view name;
    std::vector<Attribute> attributes;
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
        const std::size_t colon = name.find(':');
        tag.attributes.push_back({.prefix = colon == std::string_view::npos ? "" : name.substr(0, colon),
                                  .name = local_name(name),
                                  .value = text.substr(quote + 1, end - quote - 1)});
        at = end + 1;
    }
}

// Prefixes that stand for the namespace of OVF environments, wherever in the document they are declared.
using Prefixes = std::vector<std::string_view>;

void note_prefixes(const Tag& tag, Prefixes& prefixes) {
    for (const Attribute& one : tag.attributes)
        if (one.prefix == "xmlns" && one.value == environment_namespace)
            prefixes.push_back(one.name);
}

// One without a prefix does not count, whatever namespace its element is in.
std::string_view attribute(const Tag& tag, std::string_view name, const Prefixes& prefixes) {
    for (const Attribute& one : tag.attributes)
        if (one.name == name && std::ranges::find(prefixes, one.prefix) != prefixes.end())
            return one.value;
    return {};
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

// A Property element, and where it stands.
struct Element {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view key;
    std::string_view value; // as written
};

Result<std::vector<Element>> find_properties(std::string_view document) {
    if (const std::size_t first = document.find_first_not_of(blanks);
        first == std::string_view::npos || document[first] != '<')
        return tl::unexpected{malformed(0)};
    std::vector<Element> found;
    Prefixes prefixes;
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
        note_prefixes(*tag, prefixes);
        std::size_t end = at + tag->whole.size();
        if (local_name(tag->name) == "Property") {
            if (!tag->is_empty) {
                end = document.find('>', document.find(cat("</", tag->name), end));
                if (end == std::string_view::npos)
                    return tl::unexpected{malformed(at)};
                ++end;
            }
            found.push_back({.begin = at,
                             .end = end,
                             .key = attribute(*tag, "key", prefixes),
                             .value = attribute(*tag, "value", prefixes)});
        }
        at = end;
    }
    return found;
}

struct Entity {
    std::string_view written;
    char meant;
};

constexpr Entity entities[] = {
    {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};

// "&#10;" or "&#xA;" at the front of `text`: the character, and how long it is written.
std::optional<std::pair<char32_t, std::size_t>> numbered(std::string_view text) {
    const std::size_t end = text.find(';');
    if (!text.starts_with("&#") || end == std::string_view::npos)
        return std::nullopt;
    std::string_view digits = text.substr(2, end - 2);
    const int base = digits.starts_with('x') ? 16 : 10;
    digits.remove_prefix(base == 16 ? 1 : 0);
    std::uint32_t number = 0;
    const auto [rest, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (failed != std::errc{} || rest != digits.data() + digits.size() || number > 0x10FFFF)
        return std::nullopt;
    return std::pair{static_cast<char32_t>(number), end + 1};
}

// What an attribute value means. Line ends and tabs that are written as they are become blanks.
std::string meant_by(std::string_view written) {
    std::string text;
    while (!written.empty()) {
        const auto* const entity = std::ranges::find_if(
            entities, [&](const Entity& one) { return written.starts_with(one.written); });
        if (entity != std::end(entities)) {
            text += entity->meant;
            written.remove_prefix(entity->written.size());
        } else if (const auto character = numbered(written)) {
            append_rune(text, character->first);
            written.remove_prefix(character->second);
        } else {
            const char c = written.front();
            text += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
            written.remove_prefix(1);
        }
    }
    return text;
}

} // namespace

Result<std::string> without_properties(std::string_view document, std::span<const std::string_view> keys) {
    std::string out;
    std::size_t kept = 0; // up to here it has been decided what becomes of it
    for (const Element& one : TRY(find_properties(document))) {
        if (std::ranges::find(keys, one.key) == keys.end())
            continue;
        out += document.substr(kept, one.begin - kept);
        kept = one.end;
    }
    out += document.substr(kept);
    return out;
}

Result<std::string> property_of(std::string_view document, std::string_view key) {
    for (const Element& one : TRY(find_properties(document)))
        if (one.key == key)
            return meant_by(one.value);
    return std::string{};
}

} // namespace ignite::platform
