// systemd units and presets. Spec stages.md §12.7.
#pragma once

#include "ignite/plan/files_phases.h"

namespace ignite::plan {

Questions ask_for_units(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_units(const config::Config& config, const Machine& machine, const FilesGiven& given);

// After the units were written: whether a unit is enabled, only they can say.
Questions ask_for_presets(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_presets(const config::Config& config, const Machine& machine, const FilesGiven& given);

} // namespace ignite::plan
