#include "tree.h"

#include "boot_report.h"
#include "phase.h"

#include "ignite/exec/check_tools.h"
#include "ignite/probe/root_tree.h"

#include <algorithm>

namespace ignite::stage {

namespace {

// Of phases that come when others have written already. Accounts come first, and are checked with their
// phase.
Result<void> check_late_tools(const config::Config& config, const plan::FilesGiven& known,
                              exec::Hands& hands) {
    std::vector<plan::Step> steps;
    const auto is_off = [](const config::Unit& unit) { return unit.enabled && !*unit.enabled; };
    // Asked whether it is enabled, even if it turns out not to be.
    if (const auto off = std::ranges::find_if(config.systemd.units, is_off);
        off != config.systemd.units.end())
        steps.emplace_back(plan::DisableUnit{.name = off->name, .position = off->position});
    if (known.writes_result) {
        const plan::RootTree tree =
            TRY(probe::probe_root_tree({.policy = true}, hands.root, known.boot_id, hands.processes));
        if (tree.policy)
            steps.emplace_back(plan::Relabel{.policy = *tree.policy, .paths = {}});
    }
    return exec::check_tools(steps, hands);
}

} // namespace

Result<void> make_tree(const config::Config& config, plan::FilesGiven known, exec::Hands& hands,
                       const Reporter& report) {
    TRY(check_late_tools(config, known, hands));
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
