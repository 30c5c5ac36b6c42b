#include "exchange.h"

#include "ignite/core/letters.h"

#include <algorithm>
#include <array>

namespace ignite::fetch {

namespace {

// The release of the reference that we stand in for comes first: servers look at it to choose a config
// version.
constexpr std::string_view user_agent = "Ignition/2.27.0 ignite/" IGNITE_VERSION;

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> defaults = {{
    {"User-Agent", user_agent},
    {"Accept", "application/vnd.coreos.ignition+json;version=3.6.0, */*;q=0.1"},
    {"Accept-Encoding", "identity"},
}};

// What says how a message is framed and where it goes is ours to write. The reference leaves these out as
// well.
constexpr std::array<std::string_view, 4> of_the_message = {"Content-Length", "Host", "Trailer",
                                                            "Transfer-Encoding"};

bool is_name(std::string_view name) {
    const auto may_stand = [](char c) {
        return c > 0x20 && c < 0x7F &&
               std::string_view{"\"(),/:;<=>?@[\\]{}"}.find(c) == std::string_view::npos;
    };
    return !name.empty() && std::ranges::all_of(name, may_stand);
}

// A line end in a value would be a header of its own.
bool is_value(std::string_view value) {
    return std::ranges::none_of(value, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

} // namespace

bool same_name(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, lower, lower);
}

std::optional<std::string_view> find_header(const std::vector<Header>& headers, std::string_view name) {
    const auto found =
        std::ranges::find_if(headers, [&](const Header& header) { return same_name(header.name, name); });
    return found == headers.end() ? std::nullopt : std::optional<std::string_view>{found->value};
}

Result<std::vector<Header>> request_headers(const std::vector<Header>& asked_for) {
    std::vector<Header> headers;
    for (const auto& [name, value] : defaults)
        headers.push_back({std::string{name}, std::string{value}});
    for (const Header& header : asked_for) {
        if (!is_name(header.name) || !is_value(header.value))
            return fail(Fault::config, "the header \"", is_name(header.name) ? header.name : "",
                        "\" holds what may not stand in one");
        if (std::ranges::any_of(of_the_message,
                                [&](std::string_view one) { return same_name(one, header.name); }))
            continue;
        const auto before = std::ranges::find_if(
            headers, [&](const Header& one) { return same_name(one.name, header.name); });
        if (before == headers.end())
            headers.push_back(header);
        else
            *before = header;
    }
    return headers;
}

} // namespace ignite::fetch
