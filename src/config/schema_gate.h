// The last gate: a config that passed our rules must pass the published schema of its version as well.
#pragma once

#include "ignite/config/types.h"
#include "ignite/config/versions.h"
#include "ignite/core/report.h"

namespace ignite::config {

// Told in its canonical form: what may be written otherwise (another case, null, unknown keys) is gone by
// then. A violation is our mistake, not the user's, and the finding says so.
void check_schema(const Config& config, const SpecVersion& version, Report& report);

} // namespace ignite::config
