// Users and groups of the new root. Spec stages.md §12.1, §12.2.
#pragma once

#include "ignite/plan/files_phases.h"

namespace ignite::plan {

// What a broken-off run left of the account databases is put back first.
Questions ask_for_recovery(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_recovery(const config::Config& config, const Machine& machine, const FilesGiven& given);

Questions ask_for_accounts(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_accounts(const config::Config& config, const Machine& machine, const FilesGiven& given);

// What users own below their homes: directories the stage "mount" made, and ssh keys.
Questions ask_for_homes(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_homes(const config::Config& config, const Machine& machine, const FilesGiven& given);

} // namespace ignite::plan
