// The config that a failed stage was to carry out, for whoever reads standard error.
#pragma once

#include "ignite/config/types.h"

#include <string>

namespace ignite::cli {

// As JSON, indented. What may be a secret is left out: standard error of a unit ends in the journal.
std::string full_config(config::Config config);

} // namespace ignite::cli
