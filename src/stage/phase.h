// One phase of a stage, for real: ask, probe, plan, log the plan, apply, probe again, compare.
#pragma once

#include "ignite/exec/hands.h"
#include "ignite/plan/machine.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/step.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::stage {

struct Phase {
    std::string_view name;
    std::function<plan::Questions(const plan::Machine& before)> ask; // before: as the phase before left it
    // What an unfinished run has left behind is known, and handed on from look to look.
    std::function<Result<plan::Machine>(const plan::Questions&, plan::Record)> look;
    std::function<Result<plan::Plan>(const plan::Machine&)> decide;
    // What was promised and is not so, one line each.
    std::function<std::vector<std::string>(const plan::Machine& promised, const plan::Machine& found)>
        differences;
};

// Leaves in `machine` what was found last; returns the steps that were done. Everything that can be refused
// is refused before the first of them. A phase with nothing to do needs no second look.
Result<std::vector<plan::Step>> run_phase(const Phase& phase, plan::Machine& machine, exec::Hands& hands);

} // namespace ignite::stage
