// Whether the programs that steps start are here. Asked before the first write: a machine that is half made
// and cannot be finished helps nobody.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/step.h"

#include <span>

namespace ignite::exec {

// Fault::refused names every program that is not there, with the first step that needs it; the place is that
// of the first of them.
Result<void> check_tools(std::span<const plan::Step> steps, Hands& hands);

} // namespace ignite::exec
