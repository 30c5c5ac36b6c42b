#include "tree.h"

#include "boot_report.h"
#include "phase.h"

#include "ignite/probe/root_tree.h"

namespace ignite::stage {

Result<void> make_tree(const config::Config& config, plan::FilesGiven known, exec::Hands& hands,
                       const Reporter& report) {
    Notebook notebook;
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
        if (work.ask(machine) == plan::Questions{})
            continue;
        if (phase.reports && report)
            known.report = report(notebook.written());
        for (const plan::Step& step : TRY(run_phase(work, machine, hands)))
            notebook.note(step);
    }
    return {};
}

} // namespace ignite::stage
