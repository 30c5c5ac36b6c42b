// A URL as it goes over the wire, and where it leads.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <string_view>

namespace ignite::fetch {

struct Address {
    std::string scheme; // "http"
    std::string host;   // in lower case, an IPv6 address without its brackets
    std::string port;   // the scheme's own when the URL names none
    std::string url;    // no fragment; what may not stand in a request line is escaped

    std::string place() const; // "http://host:80", the same for all that one connection can serve
};

Result<Address> address_of(std::string_view url);

// Where a Location header leads, seen from the URL that answered with it.
Result<std::string> resolve_location(const std::string& url, const std::string& location);

} // namespace ignite::fetch
