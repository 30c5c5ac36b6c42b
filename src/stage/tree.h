// Everything below a root that a config says, phase by phase: for the stage "files" and for `apply`.
#pragma once

#include "ignite/config/types.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/files_phases.h"
#include "ignite/state/boot_report.h"

#include <functional>
#include <string>

namespace ignite::stage {

// Told what has been written so far, gives the text of the report. See plan::FilesPhase::reports.
using Reporter = std::function<std::string(const state::Written&)>;

// The new root is one of the directories that are missing on the way to a node, and made like them.
Result<void> make_root(const std::string& root);

// `known` without its report, which comes from the reporter, if there is one.
Result<void> make_tree(const config::Config& config, plan::FilesGiven known, exec::Hands& hands,
                       const Reporter& report = {});

} // namespace ignite::stage
