// What an older version of the spec meant differently, rewritten into what the internal config means now.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/version.h"

namespace ignite::config {

// Beyond this nobody knows which version a config declared.
void adapt(Config& config, Version declared);

} // namespace ignite::config
