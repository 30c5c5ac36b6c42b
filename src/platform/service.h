// A service of the platform that is asked over HTTP. Spec platforms.md §2.1, §2.2.
#pragma once

#include "ignite/platform/provider.h"

#include <string>

namespace ignite::platform {

// Where it is asked from a machine with these addresses.
std::string base_of(const Service& service);

// The request without a token, for the service at `base`.
fetch::Request request_of(const Service& service, const std::string& base);

// What the service answered, unpacked. Fault::absent for 404.
Result<std::string> ask_for_bytes(Context& context, const Service& service, const std::string& base);

Result<std::string> decode(const Service& service, std::string bytes);

Result<Answer> ask_service(Context& context, const Service& service);

} // namespace ignite::platform
