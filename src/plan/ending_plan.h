// What ends the stage "files": keys and crypttab for the real root, the result file, labels.
// Spec stages.md §12.8 to §12.10.
#pragma once

#include "ignite/plan/files_phases.h"

namespace ignite::plan {

Questions ask_for_volumes(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_volumes(const config::Config& config, const Machine& machine, const FilesGiven& given);

Questions ask_for_result(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_result(const config::Config& config, const Machine& machine, const FilesGiven& given);

// Adds to the questions of a phase that writes what later ones will ask of nodes that every run writes,
// unless it asks nothing: so what is remembered of ten thousand nodes need not be written anew for each of
// these.
void ask_ahead(const config::Config& config, const RootTree& so_far, const FilesGiven& given,
               Questions& questions);

Questions ask_for_labels(const config::Config& config, const RootTree& so_far, const FilesGiven& given);
Result<Plan> plan_labels(const config::Config& config, const Machine& machine, const FilesGiven& given);

} // namespace ignite::plan
