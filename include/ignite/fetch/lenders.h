// What a platform lends its machines to get at its own storage. Who knows the platform fills this in; fetch
// only knows how to use it.
#pragma once

#include "ignite/core/result.h"

#include <functional>
#include <string>

namespace ignite::fetch {

struct AwsCredentials {
    std::string key_id;
    std::string secret;
    std::string session_token; // empty: none
};

// Each is asked when a URL needs it; one that is not set means anonymous requests.
struct Lenders {
    std::function<Result<AwsCredentials>()> aws;
    std::function<std::string()> aws_region; // the machine's own; empty: not known
    // Values of the Authorization header; empty: this machine has none.
    std::function<Result<std::string>()> google; // of its service account, to read storage
    std::function<Result<std::string>()> azure;  // of its identity, to read blobs
};

} // namespace ignite::fetch
