// URLs as the config spec takes them (spec/config.md §3.2): laxer than RFC 3986 in places, stricter in none.
#pragma once

#include "ignite/core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace ignite {

// The parts of a URL as they are written, escapes and all. The views point into the text that was parsed.
struct Url {
    std::string scheme;      // in lower case; empty: none
    std::string_view opaque; // what follows the scheme when no slash does: of `data:,x` it is `,x`
    std::string_view user_info;
    std::string_view host; // with its brackets, without its port
    std::string_view port; // digits, or empty
    std::string_view path;
    std::string_view query;    // behind the question mark
    std::string_view fragment; // behind the hash
    bool has_authority = false;

    bool is_http() const { return scheme == "http" || scheme == "https"; }
};

// An error never repeats the URL: it may hold a secret.
Result<Url> parse_url(std::string_view text);

// The first value of a name in a query, decoded. Pieces with a semicolon or a broken escape are skipped.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

} // namespace ignite
