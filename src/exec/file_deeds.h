#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/step.h"

#include <span>

namespace ignite::exec {

// Neighbouring WriteFile steps: what comes from other machines is fetched several at a time; the files appear
// in the order of the steps.
Result<void> write_files(std::span<const plan::Step> steps, Hands& hands);

// Neighbouring WriteUnit steps, and the lines of neighbouring AddPreset steps.
Result<void> write_units(std::span<const plan::Step> steps, Hands& hands);
Result<void> add_presets(std::span<const plan::Step> steps, Hands& hands);

// Neighbouring DisableUnit steps: the tool takes many names.
Result<void> disable_units(std::span<const plan::Step> steps, Hands& hands);

} // namespace ignite::exec
