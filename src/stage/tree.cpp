#include "tree.h"

#include "phase.h"

#include "ignite/probe/root_tree.h"

namespace ignite::stage {

Result<void> make_tree(const config::Config& config, const plan::FilesGiven& known, exec::Hands& hands) {
    plan::Machine machine;
    for (const plan::FilesPhase& phase : plan::files_phases()) {
        const Phase work{
            .name = phase.name,
            .ask = [&](const plan::Machine& before) { return phase.ask(config, before.root, known); },
            .look = [&](const plan::Questions& questions) -> Result<plan::Machine> {
                plan::Machine found;
                found.root =
                    TRY(probe::probe_root_tree(questions, hands.root, known.boot_id, hands.processes));
                return found;
            },
            .decide = [&](const plan::Machine& found) { return phase.plan(config, found, known); },
            .differences =
                [](const plan::Machine& promised, const plan::Machine& found) {
                    return plan::differences(promised.root, found.root);
                },
        };
        // Who asks nothing has nothing to do, and the next phase goes by what the last one found.
        if (work.ask(machine) != plan::Questions{})
            TRY(run_phase(work, machine, hands));
    }
    return {};
}

} // namespace ignite::stage
