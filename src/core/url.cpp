#include "ignite/core/url.h"

#include "ignite/core/percent.h"

#include <algorithm>

namespace ignite {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Without an early end, so that a data URL of megabytes is looked at many bytes at a time.
bool has_control_character(std::string_view text) {
    unsigned found = 0;
    for (const char c : text)
        found |=
            static_cast<unsigned>(static_cast<unsigned char>(c) < 0x20) | static_cast<unsigned>(c == 0x7F);
    return found != 0;
}

// What stands behind the separator; the separator goes with it.
std::string_view cut_off(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos)
        return {};
    const std::string_view behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

Result<std::string> take_scheme(std::string_view& rest) {
    if (rest.starts_with(':'))
        return fail(Fault::config, "the scheme is missing before the colon");
    std::string scheme;
    for (const char c : rest) {
        if (c == ':') {
            rest.remove_prefix(scheme.size() + 1);
            return scheme;
        }
        if (!is_letter(c) && (scheme.empty() || !(is_digit(c) || is_one_of(c, "+-."))))
            break;
        scheme += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return std::string{};
}

bool is_user_info(std::string_view text) {
    const auto may_stand = [](char c) {
        return is_letter(c) || is_digit(c) || is_one_of(c, "-._:~!$&'()*+,;=%@");
    };
    return std::ranges::all_of(text, may_stand) && has_sound_escapes(text);
}

// In a host an escape stands for a percent sign or for a byte that is no ASCII.
bool is_host(std::string_view host) {
    if (!has_sound_escapes(host) || host.find_first_of(" `\\^{|}") != std::string_view::npos)
        return false;
    for (std::size_t at = host.find('%'); at != std::string_view::npos; at = host.find('%', at + 3))
        if (hex_digit(host[at + 1]) < 8 && host.substr(at, 3) != "%25")
            return false;
    return true;
}

// Takes `:digits` off the end; the digits may be missing. Nothing but that may follow a bracket.
Result<std::string_view> take_port(std::string_view& host) {
    std::size_t end = host.rfind(':');
    if (host.starts_with('[')) {
        const std::size_t bracket = host.rfind(']');
        if (bracket == std::string_view::npos)
            return fail(Fault::config, "the bracket of the host is not closed");
        end = bracket + 1 == host.size() ? std::string_view::npos : bracket + 1;
    }
    if (end == std::string_view::npos)
        return std::string_view{};
    const std::string_view port = host.substr(end + 1);
    if (host[end] != ':' || !std::ranges::all_of(port, is_digit))
        return fail(Fault::config, "the port is not a number");
    host = host.substr(0, end);
    return port;
}

Result<void> parse_authority(std::string_view authority, Url& url) {
    url.has_authority = true;
    url.host = authority;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        url.user_info = authority.substr(0, at);
        url.host = authority.substr(at + 1);
        if (!is_user_info(url.user_info))
            return fail(Fault::config, "the user part holds what may not stand there");
    }
    url.port = TRY(take_port(url.host));
    if (!is_host(url.host))
        return fail(Fault::config, "the host name holds what may not stand there");
    return {};
}

} // namespace

Result<Url> parse_url(std::string_view text) {
    Url url;
    if (has_control_character(text))
        return fail(Fault::config, "it holds a control character");
    url.fragment = cut_off(text, '#');
    if (!has_sound_escapes(url.fragment))
        return fail(Fault::config, "a percent sign does not begin an escape");
    url.scheme = TRY(take_scheme(text));
    url.query = cut_off(text, '?');
    if (!text.starts_with('/')) {
        if (url.scheme.empty()) {
            if (text.substr(0, text.find('/')).find(':') != std::string_view::npos)
                return fail(Fault::config, "its first part holds a colon and is no scheme");
            url.path = text;
            if (!has_sound_escapes(url.path))
                return fail(Fault::config, "a percent sign does not begin an escape");
        } else {
            url.opaque = text;
        }
        return url;
    }
    if (text.starts_with("//") && (!url.scheme.empty() || !text.starts_with("///"))) {
        const std::size_t end = std::min(text.find('/', 2), text.size());
        TRY(parse_authority(text.substr(2, end - 2), url));
        text.remove_prefix(end);
    }
    url.path = text;
    if (!has_sound_escapes(url.path))
        return fail(Fault::config, "a percent sign does not begin an escape");
    return url;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
    const auto decode = [](std::string_view part) {
        std::string plain{part};
        std::ranges::replace(plain, '+', ' ');
        return decode_percent(plain);
    };
    while (!query.empty()) {
        std::string_view piece = query;
        query = cut_off(piece, '&');
        std::string_view key = piece;
        const std::string_view value = cut_off(key, '=');
        if (piece.empty() || is_one_of(';', piece) || !has_sound_escapes(key) || !has_sound_escapes(value))
            continue;
        if (decode(key) == name)
            return decode(value);
    }
    return std::nullopt;
}

} // namespace ignite
