#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/step.h"

#include <span>

namespace ignite::exec {

// Neighbouring WriteFile steps: what comes from other machines is fetched several at a time; the files appear
// in the order of the steps.
Result<void> write_files(std::span<const plan::Step> steps, Hands& hands);

} // namespace ignite::exec
