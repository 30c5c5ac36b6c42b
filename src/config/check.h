// The passes over a decoded config.
#pragma once

#include "ignite/config/parse.h"
#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "ignite/core/version.h"

namespace ignite::config {

// The rules of a version (pass a of the spec).
void check_rules(const Config& config, Version version, Schemes schemes, Report& report);

// Elements of lists that have the same key (pass b).
void check_uniqueness(const Config& config, Version version, Report& report);

} // namespace ignite::config
