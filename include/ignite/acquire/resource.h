// A resource of a config as a request.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"

namespace ignite::acquire {

// A header that has no value is refused.
Result<fetch::Request> request_of(const config::Resource& resource);

} // namespace ignite::acquire
