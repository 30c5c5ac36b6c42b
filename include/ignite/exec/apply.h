// Doing what a plan says.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/step.h"

#include <span>

namespace ignite::exec {

// One after the other; neighbours of a kind that gains from it (filesystems, downloads) are done together.
// Stops at the first failure, which names the step.
Result<void> apply(std::span<const plan::Step> steps, Hands& hands);

} // namespace ignite::exec
