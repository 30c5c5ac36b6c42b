// Everything below a root that a config says, phase by phase: for the stage "files" and for `apply`.
#pragma once

#include "ignite/config/types.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/files_phases.h"

namespace ignite::stage {

Result<void> make_tree(const config::Config& config, const plan::FilesGiven& known, exec::Hands& hands);

} // namespace ignite::stage
