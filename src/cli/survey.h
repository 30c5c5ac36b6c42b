// The machine that a command looks at without touching it: the one it runs on, or a saved one.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/dry_run.h"
#include "ignite/plan/machine.h"

#include <string>

namespace ignite::cli {

// Where the new root is: in the initramfs and elsewhere.
std::string usual_root();

// What is there of all that a config names. A root that is not there leaves its questions open.
Result<plan::Machine> survey(const config::Config& config, const std::string& root);
plan::LookAtRoot look_below(const std::string& root);

// Answers from what was saved.
plan::LookAtRoot look_in(const plan::RootTree& saved);

// Every block device there is; one that cannot be read says why in its `doubt`.
plan::Machine survey_everything();

} // namespace ignite::cli
