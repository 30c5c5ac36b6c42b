// Signature Version 4, as Amazon's services want it. Pure, but for libcrypto.
#pragma once

#include "exchange.h"
#include "ignite/core/result.h"
#include "ignite/fetch/lenders.h"

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignite::fetch {

// Every byte but letters, digits and -._~ becomes an escape; slashes too, unless they are kept.
enum class Slashes : bool { escaped, kept };
std::string aws_escaped(std::string_view text, Slashes slashes);

struct AwsRequest {
    std::string_view verb;
    std::string_view host;
    std::string_view path;                                  // escaped
    std::vector<std::pair<std::string, std::string>> query; // names and values, not escaped
    std::vector<Header> headers;                            // further ones to sign
};

// The headers to add to a request without a body.
Result<std::vector<Header>> aws_signature(const AwsRequest& request, std::string_view region,
                                          std::string_view service, const AwsCredentials& credentials,
                                          std::time_t now);

} // namespace ignite::fetch
