#include "address.h"

#include "ignite/core/text.h"
#include "ignite/core/url.h"

#include <algorithm>
#include <array>

namespace ignite::fetch {

namespace {

struct DefaultPort {
    std::string_view scheme;
    std::string_view port;
};

constexpr std::array default_ports = {
    DefaultPort{"http", "80"},
    DefaultPort{"https", "443"},
    DefaultPort{"tftp", "69"},
};

template <class IsForbidden>
std::string escaped(std::string_view text, IsForbidden is_forbidden) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_forbidden(c))
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
        else
            out += c;
    }
    return out;
}

// The config takes blanks and letters beyond ASCII in a path; a request line does not, and some servers
// refuse what the standard leaves out of a path.
bool is_none_of_a_path(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || std::string_view{"\"<>\\^`{|}"}.find(c) != std::string_view::npos;
}

// A query is the server's affair, and goes as it was written; a blank would end it.
bool is_blank(char c) { return c == ' '; }

} // namespace

std::string Address::place() const { return cat(scheme, "://", host, ":", port); }

Result<Address> address_of(std::string_view url) {
    const Url parts = TRY(parse_url(url));
    if (parts.host.empty())
        return fail(Fault::config, "the URL names no host");
    Address address;
    address.scheme = parts.scheme;
    std::string_view host = parts.host;
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    std::ranges::transform(host, std::back_inserter(address.host), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    address.port = parts.port;
    if (const auto row = std::ranges::find(default_ports, address.scheme, &DefaultPort::scheme);
        address.port.empty() && row != default_ports.end())
        address.port = row->port;
    address.url = cat(parts.scheme, "://", parts.user_info, parts.user_info.empty() ? "" : "@", parts.host,
                      parts.port.empty() ? "" : ":", parts.port,
                      parts.path.empty() ? "/" : escaped(parts.path, is_none_of_a_path));
    if (!parts.query.empty())
        address.url += cat("?", escaped(parts.query, is_blank));
    return address;
}

} // namespace ignite::fetch
