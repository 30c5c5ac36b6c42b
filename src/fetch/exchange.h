// One question to a server, and how it ended.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::fetch {

// What goes over the wire, complete: nothing is added but what the protocol itself needs.
struct Exchange {
    std::string verb = "GET";
    std::string url; // as it goes over the wire, see wire_url
    std::vector<Header> headers;
    std::string body;
    bool from_privileged_port = false;
};

// How it ended, before anybody decides what that means.
struct Ending {
    enum class Kind : std::uint8_t {
        answered,              // whole, whatever the status
        broken_before_headers, // no answer; `reason` says why
        broken_in_body,        // the answer broke off; `reason` says how
        refused,               // our side took no more: `error` says why
        impossible,            // it cannot even be tried; `reason` says why
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::vector<Header> headers; // of the answer
    std::string reason;
    std::optional<Error> error;
};

// The value of the first header of that name, upper and lower case alike; nothing when there is none.
std::optional<std::string_view> find_header(const std::vector<Header>& headers, std::string_view name);

bool same_name(std::string_view one, std::string_view other);

// What every http(s) request says, replaced or followed by the headers of the request. Of several with one
// name the last wins. An error when a name or value cannot stand in a header.
Result<std::vector<Header>> request_headers(const std::vector<Header>& asked_for);

std::string_view status_text(int status); // "Not Found"; of one nobody has named "status"

} // namespace ignite::fetch
