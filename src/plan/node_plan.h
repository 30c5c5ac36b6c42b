// Directories, files and links of the new root. Spec stages.md §12.3 to §12.6.
#pragma once

#include "ignite/plan/files_phases.h"

namespace ignite::plan {

Questions ask_for_nodes(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_nodes(const config::Config& config, const Machine& machine, const FilesGiven& given);

// Files that the platform's provider wants written, by the same rules.
Questions ask_for_provider_files(const config::Config& config, const RootTree& so_far,
                                 const FilesGiven& given);
Result<Plan> plan_provider_files(const config::Config& config, const Machine& machine,
                                 const FilesGiven& given);

} // namespace ignite::plan
