#include "service.h"

#include "interfaces.h"

#include "ignite/core/base64.h"
#include "ignite/core/letters.h"
#include "ignite/system/gunzip.h"

#include <algorithm>

namespace ignite::platform {

namespace {

constexpr unsigned most_redirects = 10;

fetch::Header header_of(const HeaderRow& row) {
    return {.name = std::string{row.name}, .value = std::string{row.value}};
}

// A token goes into a header: what could end the header may not stand in it.
Result<std::string> checked(std::string_view token) {
    token = trimmed(token);
    if (token.empty() || std::ranges::any_of(token, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        return fail(Fault::system, "it is empty, or holds what may not stand in a header");
    return std::string{token};
}

// An empty token is none.
Result<std::string> ask_with(Context& context, fetch::Request request, const Token& token,
                             const std::string& value) {
    if (!value.empty())
        request.headers.push_back({.name = std::string{token.header}, .value = value});
    return context.fetcher.fetch(request);
}

bool was_turned_away(const fetch::Fetcher& fetcher, const Token& token) {
    const int status = fetcher.last_status();
    return status == 401 || (status == 403 && token.when == Token::When::when_refused);
}

// A token may have died on the way, or turn out to be wanted: then a new one, once.
Result<std::string> ask_with_token(Context& context, const fetch::Request& request, const Token& token,
                                   const std::string& base) {
    if (token.awaits_network)
        TRY(fetch_token(context.fetcher, token, base));
    const std::string first =
        token.when == Token::When::when_refused ? "" : TRY(fetch_token(context.fetcher, token, base));
    Result<std::string> bytes = ask_with(context, request, token, first);
    const bool has_token = !first.empty() || token.when == Token::When::when_refused;
    if (bytes || !has_token || !was_turned_away(context.fetcher, token))
        return bytes;
    const std::string second = TRY(fetch_token(context.fetcher, token, base));
    return ask_with(context, request, token, second);
}

} // namespace

Result<std::string> decode_lines(std::string_view text) {
    std::string joined;
    for (const char c : trimmed(text))
        if (c != '\r' && c != '\n')
            joined += c;
    std::optional<std::string> bytes = decode_base64(joined);
    if (!bytes)
        return fail(Fault::config, "the user data are not base64, as this platform wants them");
    return *std::move(bytes);
}

bool is_packed(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

Result<std::string> unpack(std::string bytes) {
    if (!is_packed(bytes))
        return bytes;
    std::string unpacked;
    system::Gunzip gunzip = TRY(system::Gunzip::begin());
    TRY(gunzip.add(std::as_bytes(std::span{bytes}), [&](std::span<const std::byte> piece) -> Result<void> {
        if (unpacked.size() + piece.size() > largest_config)
            return fail(Fault::config, "the user data unpack to more than ", largest_config, " bytes");
        unpacked.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        return {};
    }));
    TRY(gunzip.finish());
    return unpacked;
}

fetch::Repeats repeated_for_metadata(std::vector<int> all_but, unsigned most) {
    return {.first_pause = std::chrono::seconds{1}, .most = most, .all_but = std::move(all_but)};
}

Result<std::string> fetch_token(fetch::Fetcher& fetcher, const Token& token, const std::string& base,
                                fetch::Request request) {
    request.url = cat(base, token.path);
    request.headers = {header_of(token.lifetime)};
    request.verb = "PUT";
    request.most_redirects = most_redirects;
    if (!token.also.name.empty())
        request.headers.push_back(header_of(token.also));
    Result<std::string> answer = fetcher.fetch(request);
    if (!answer && answer.error().fault() == Fault::absent) {
        if (token.when == Token::When::if_there_is_one)
            return std::string{}; // a service from before there were tokens
        // Not "absent": that would say that nobody supplied a config.
        return fail(Fault::system, "the metadata service at ", base, " gives no tokens (404)");
    }
    return answer.and_then([](const std::string& bytes) { return checked(bytes); })
        .map_error(within("get a token from the metadata service"));
}

std::string base_of(const Service& service) {
    if (service.base6.empty() || has_ipv4())
        return std::string{service.base};
    const std::vector<std::string> interfaces = ipv6_interfaces();
    if (interfaces.empty()) // nothing is up yet
        return std::string{service.base};
    const std::size_t place = service.base6.find('%');
    if (place == std::string_view::npos)
        return std::string{service.base6};
    return cat(service.base6.substr(0, place), "%25", interfaces.front(), service.base6.substr(place + 1));
}

fetch::Request request_of(const Service& service, const std::string& base) {
    fetch::Request request{.url = cat(base, service.path),
                           .most_redirects = most_redirects,
                           .from_privileged_port = service.from_privileged_port};
    if (!service.header.name.empty())
        request.headers.push_back(header_of(service.header));
    for (const std::uint16_t status : service.retried)
        if (status != 0)
            request.retried_statuses.push_back(status);
    return request;
}

Result<std::string> decode(const Service& service, std::string bytes) {
    for (const Decoding decoding : service.decoding) {
        switch (decoding) {
        case Decoding::none:
            break;
        case Decoding::base64:
            bytes = TRY(decode_lines(bytes));
            break;
        case Decoding::gunzip_if_packed:
            bytes = TRY(unpack(std::move(bytes)));
            break;
        }
    }
    return bytes;
}

Result<std::string> ask_for_bytes(Context& context, const Service& service, const std::string& base) {
    const fetch::Request request = request_of(service, base);
    Result<std::string> bytes = service.token != nullptr
                                    ? ask_with_token(context, request, *service.token, base)
                                    : context.fetcher.fetch(request);
    return std::move(bytes).and_then([&](std::string answer) { return decode(service, std::move(answer)); });
}

Result<Answer> ask_service(Context& context, const Service& service) {
    Result<std::string> bytes = ask_for_bytes(context, service, base_of(service));
    const bool is_absent = !bytes && bytes.error().fault() == Fault::absent;
    if (is_absent && service.absent_is_none)
        return Answer{.kind = Answer::Kind::none, .bytes = {}};
    return std::move(bytes).map(answer_of);
}

} // namespace ignite::platform
