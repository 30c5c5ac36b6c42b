#include "phase.h"

#include "ignite/exec/apply.h"
#include "ignite/exec/check_tools.h"

namespace ignite::stage {

Result<std::vector<plan::Step>> run_phase(const Phase& phase, plan::Machine& machine, exec::Hands& hands) {
    const plan::Questions questions = phase.ask(machine);
    machine = TRY(phase.look(questions, std::move(machine.root.record)));
    plan::Plan plan = TRY(phase.decide(machine));
    for (const std::string& warning : plan.warnings)
        hands.journal.warning(warning);
    for (const plan::Step& step : plan.steps)
        hands.journal.debug("plan: ", plan::describe(step));
    if (plan.steps.empty())
        return std::move(plan.steps);
    TRY(exec::check_tools(plan.steps, hands));
    TRY(exec::apply(plan.steps, hands));

    plan::Machine promised = std::move(machine);
    for (const plan::Step& step : plan.steps)
        plan::after(step, promised);
    machine = TRY(
        phase.look(questions, std::move(promised.root.record)).map_error(within("look at what was done")));
    std::string differences;
    for (const std::string& difference : phase.differences(promised, machine))
        differences += cat("\n", difference);
    if (!differences.empty())
        return fail(Fault::system, phase.name, ": the machine is not what the plan promised:", differences);
    return std::move(plan.steps);
}

} // namespace ignite::stage
