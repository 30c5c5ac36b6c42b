// One question in HTTP/1.1 over a connection that somebody else has made: for services of a host that are not
// reached by IP, which is more than libcurl can do.
#pragma once

#include "ignite/core/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ignite::platform {

struct Reply {
    int status = 0;
    std::string body;
};

// What has come so far as a reply. Nothing: it is not whole, and more may come. A body ends by its length, by
// its last chunk, or where the connection does.
Result<std::optional<Reply>> parse_reply(std::string_view text, bool is_all);

// Sends the request, which holds its empty line, and takes the reply, of 64 MiB at most. The socket stays the
// caller's. `silence` is how long nothing may come.
Result<Reply> ask_over(int socket, std::string_view request, std::chrono::milliseconds silence);

} // namespace ignite::platform
