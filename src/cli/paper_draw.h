// Stand-ins for the random values that a real run draws: known as such, so that a plan does not show GUIDs
// that nobody will ever have.
#pragma once

#include "ignite/plan/dry_run.h"

namespace ignite::cli {

plan::Drawn draw_on_paper(const config::Config& config);

// Puts "(random)" in their place, and no GUID where a value is wanted.
void forget_draw(plan::DryRun& run);

} // namespace ignite::cli
