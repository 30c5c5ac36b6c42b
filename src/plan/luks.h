// What the config's encrypted volumes come to: each is opened as it is, made, or refused. Spec stages.md
// §8.4.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

#include <string>

namespace ignite::plan {

// Spec config.md §4.14: what makes a Clevis section present.
bool has_clevis(const config::Luks& luks);

// Nobody gives a key, so that one is made up here.
bool generates_key(const config::Luks& luks);

Questions ask_for_luks(const config::Config& config);
Result<Plan> plan_luks(const config::Config& config, const Machine& machine, const Drawn& drawn);

// What is needed beside the devices: programs, a TPM. Refuses before anything is written; plans no step.
Questions ask_for_luks_means(const config::Config& config);
Result<Plan> check_luks_means(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
