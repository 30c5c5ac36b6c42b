#include "plain_http.h"

#include "service.h"

#include "ignite/core/letters.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace ignite::platform {

namespace {

constexpr std::size_t longest_head = 64UL * 1024; // bytes
constexpr std::string_view line_end = "\r\n";

bool same_word(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, lower, lower);
}

// The value of a header, without the blanks around it; empty: it is not there.
std::string_view header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find(line_end); at != std::string_view::npos; at = head.find(line_end, at)) {
        at += line_end.size();
        std::string_view line = head.substr(at);
        line = line.substr(0, line.find(line_end));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !same_word(line.substr(0, colon), name))
            continue;
        return trimmed(line.substr(colon + 1));
    }
    return {};
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// Nothing: the last chunk has not come.
Result<std::optional<std::string>> join_chunks(std::string_view text) {
    std::string body;
    for (;;) {
        const std::size_t end = text.find(line_end);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view line = text.substr(0, end);
        const std::optional<std::uint64_t> size = number(line.substr(0, line.find_first_of("; \t")), 16);
        if (!size)
            return fail(Fault::system, "the length of a chunk is no number");
        text.remove_prefix(end + line_end.size());
        if (*size == 0)
            return body;
        if (*size > text.size() || text.size() - *size < line_end.size())
            return std::nullopt;
        body += text.substr(0, *size);
        if (text.substr(*size, line_end.size()) != line_end)
            return fail(Fault::system, "a chunk is longer than it says");
        text.remove_prefix(*size + line_end.size());
    }
}

Result<void> send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return tl::unexpected{Error::from_errno().within("send the request")};
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

// Says whether there was something; nothing means that the other side has closed.
Result<bool> take_more(int socket, std::string& text, std::chrono::milliseconds silence) {
    pollfd waits{.fd = socket, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waits, 1, static_cast<int>(silence.count()));
    if (ready < 0 && errno == EINTR)
        return true;
    if (ready == 0)
        return fail(Fault::system, "no answer within ", silence.count() / 1000, " s");
    char buffer[64 * 1024];
    const ssize_t got = ready < 0 ? -1 : ::recv(socket, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR)
        return true;
    if (got < 0)
        return tl::unexpected{Error::from_errno().within("take the answer")};
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > largest_config)
        return fail(Fault::system, "the answer is longer than ", largest_config, " bytes");
    return got > 0;
}

} // namespace

Result<std::optional<Reply>> parse_reply(std::string_view text, bool is_all) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        if (is_all || text.size() > longest_head)
            return fail(Fault::system, "that is no answer of a web server");
        return std::nullopt;
    }
    const std::string_view head = text.substr(0, end);
    const std::string_view body = text.substr(end + 4);
    const std::optional<std::uint64_t> status =
        head.size() >= 12 ? number(head.substr(9, 3), 10) : std::nullopt; // "HTTP/1.1 200 OK"
    if (!head.starts_with("HTTP/1.") || !status)
        return fail(Fault::system, "that is no answer of a web server");
    Reply reply{.status = static_cast<int>(*status), .body = {}};
    if (reply.status < 200) // an interim answer
        return parse_reply(body, is_all);
    if (reply.status == 204)
        return reply;
    if (same_word(header(head, "Transfer-Encoding"), "chunked")) {
        if (!is_all && !body.ends_with(line_end))
            return std::nullopt; // not worth a look: the last chunk ends in one
        std::optional<std::string> joined = TRY(join_chunks(body));
        if (!joined && is_all)
            return fail(Fault::system, "the answer broke off");
        if (!joined)
            return std::nullopt;
        reply.body = *std::move(joined);
        return reply;
    }
    const std::string_view told = header(head, "Content-Length");
    const std::optional<std::uint64_t> length = number(told, 10);
    if (!told.empty() && !length)
        return fail(Fault::system, "the length of the answer is no number");
    const bool is_whole = length ? body.size() >= *length : is_all;
    if (!is_whole && is_all)
        return fail(Fault::system, "the answer broke off");
    if (!is_whole)
        return std::nullopt;
    reply.body = body.substr(0, length.value_or(body.size()));
    return reply;
}

Result<Reply> ask_over(int socket, std::string_view request, std::chrono::milliseconds silence) {
    TRY(send_all(socket, request));
    std::string text;
    for (;;) {
        const bool is_all = !TRY(take_more(socket, text, silence));
        if (std::optional<Reply> reply = TRY(parse_reply(text, is_all)))
            return *std::move(reply);
    }
}

} // namespace ignite::platform
