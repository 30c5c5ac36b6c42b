#include "proxy.h"

#include "ignite/core/letters.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace ignite::fetch {

namespace {

struct IpAddress {
    std::array<unsigned char, 16> bytes{};
    unsigned bits = 0; // 32 or 128
};

std::optional<IpAddress> parse_ip(std::string_view text) {
    const std::string name{text.substr(0, text.find('%'))}; // a link-local address may name its interface
    IpAddress address;
    if (inet_pton(AF_INET, name.c_str(), address.bytes.data()) == 1)
        address.bits = 32;
    else if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1)
        address.bits = 128;
    else
        return std::nullopt;
    return address;
}

bool begins_alike(const IpAddress& one, const IpAddress& other, unsigned bits) {
    if (one.bits != other.bits)
        return false;
    const unsigned whole = bits / 8;
    if (!std::equal(one.bytes.begin(), one.bytes.begin() + whole, other.bytes.begin()))
        return false;
    const unsigned rest = bits % 8;
    return rest == 0 || ((one.bytes[whole] ^ other.bytes[whole]) >> (8 - rest)) == 0;
}

// "10.0.0.0/8", or an address alone.
bool is_in_range(const IpAddress& address, std::string_view range) {
    const std::size_t slash = range.find('/');
    const std::optional<IpAddress> network = parse_ip(range.substr(0, slash));
    if (!network)
        return false;
    unsigned bits = network->bits;
    if (slash != std::string_view::npos) {
        const char* const end = range.data() + range.size();
        const auto [rest, wrong] = std::from_chars(range.data() + slash + 1, end, bits);
        if (wrong != std::errc{} || rest != end || bits > network->bits)
            return false;
    }
    return begins_alike(address, *network, bits);
}

// The machine itself, and metadata services, which answer on the link alone: no proxy can reach them for us.
constexpr std::array<std::string_view, 4> never_through_a_proxy = {"127.0.0.0/8", "::1", "169.254.0.0/16",
                                                                   "fe80::/10"};

// Takes ":80" off the end of an entry; the colons of an IPv6 address without brackets are its own.
std::string_view take_port(std::string_view& entry) {
    std::size_t colon = entry.rfind(':');
    const bool bracketed = entry.starts_with('[');
    if (bracketed ? entry.find("]:") == std::string_view::npos : entry.find(':') != colon)
        colon = std::string_view::npos;
    const std::string_view port = colon == std::string_view::npos ? "" : entry.substr(colon + 1);
    entry = entry.substr(0, colon);
    if (bracketed && entry.ends_with(']'))
        entry = entry.substr(1, entry.size() - 2);
    return port;
}

// "example.com" is the host and what is below it, ".example.com" and "*.example.com" only what is below.
bool is_in_domain(std::string_view host, std::string_view domain) {
    if (domain.starts_with("*."))
        domain.remove_prefix(1);
    if (domain.starts_with('.'))
        return host.ends_with(domain);
    return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool matches(std::string_view entry, const Address& address, const std::optional<IpAddress>& ip) {
    if (entry == "*")
        return true;
    const std::string_view port = take_port(entry);
    if (entry.empty() || (!port.empty() && port != address.port))
        return false;
    return ip ? is_in_range(*ip, entry) : is_in_domain(address.host, entry);
}

} // namespace

std::string_view proxy_for(const Address& address, const Settings& settings) {
    const std::string_view proxy = address.scheme == "https"  ? settings.https_proxy
                                   : address.scheme == "http" ? std::string_view{settings.http_proxy}
                                                              : std::string_view{};
    if (proxy.empty() || address.host == "localhost")
        return {};
    const std::optional<IpAddress> ip = parse_ip(address.host);
    if (ip && std::ranges::any_of(never_through_a_proxy,
                                  [&](std::string_view range) { return is_in_range(*ip, range); }))
        return {};
    // The reference joins the entries with commas and reads what comes of that, so one entry may be several.
    for (std::string_view entries : settings.no_proxy)
        while (!entries.empty()) {
            const std::string_view entry = entries.substr(0, entries.find(','));
            entries.remove_prefix(std::min(entry.size() + 1, entries.size()));
            if (matches(in_lower_case(trimmed(entry, " \t")), address, ip))
                return {};
        }
    return proxy;
}

} // namespace ignite::fetch
