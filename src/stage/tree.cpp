#include "tree.h"

#include "boot_report.h"
#include "phase.h"

#include "ignite/exec/check_tools.h"
#include "ignite/probe/root_tree.h"
#include "ignite/system/small_file.h"

#include <unistd.h>

#include <algorithm>

namespace ignite::stage {

namespace {

// Whether its tool has to be asked, or to disable it. One that we write and that cannot be enabled is static,
// which only the tool knows.
bool takes_a_tool(const config::Unit& unit, exec::Hands& hands) {
    const std::string text = unit.contents.value_or("");
    if (!text.empty() && text.find("[Install]") == std::string::npos)
        return true;
    const Result<plan::RootTree> tree =
        probe::probe_root_tree({.units = {unit.name}}, hands.root, {}, hands.processes);
    return !tree || std::ranges::any_of(tree->enabled, [](const auto& one) { return one.second; });
}

Result<void> check_tool_of_units(const config::Config& config, exec::Hands& hands) {
    for (const config::Unit& unit : config.systemd.units) {
        if (unit.enabled.value_or(true))
            continue;
        const plan::Step step = plan::DisableUnit{.name = unit.name, .position = unit.position};
        Result<void> is_here = exec::check_tools({&step, 1}, hands);
        if (is_here || takes_a_tool(unit, hands))
            return is_here;
    }
    return {};
}

// Of phases that come when others have written already. Accounts come first, and are checked with their
// phase.
Result<void> check_late_tools(const config::Config& config, const plan::FilesGiven& known,
                              exec::Hands& hands) {
    TRY(check_tool_of_units(config, hands));
    if (!known.writes_result)
        return {};
    const plan::RootTree tree =
        TRY(probe::probe_root_tree({.policy = true}, hands.root, {}, hands.processes));
    if (!tree.policy)
        return {};
    const plan::Step step = plan::Relabel{.policy = *tree.policy, .paths = {}};
    return exec::check_tools({&step, 1}, hands);
}

// Of what is disabled nothing is promised, so the tool is not asked about it a second time.
plan::Questions without_units(plan::Questions questions) {
    questions.units.clear();
    return questions;
}

} // namespace

Result<void> make_root(const std::string& root) {
    if (root.empty() || ::access(root.c_str(), F_OK) == 0)
        return {};
    return system::make_directories(root, 0755).map_error(within("make the new root"));
}

Result<void> make_tree(const config::Config& config, plan::FilesGiven known, exec::Hands& hands,
                       const Reporter& report) {
    TRY(check_late_tools(config, known, hands));
    Notebook notebook;
    plan::Machine machine;
    machine.root.record = TRY(probe::probe_record(hands.root, known.boot_id));
    for (const plan::FilesPhase& phase : plan::files_phases()) {
        bool has_looked = false;
        const Phase work{
            .name = phase.name,
            .ask = [&](const plan::Machine& before) { return phase.ask(config, before.root, known); },
            .look = [&](const plan::Questions& questions, plan::Record record) -> Result<plan::Machine> {
                plan::Machine found;
                found.root = TRY(probe::probe_root_tree(has_looked ? without_units(questions) : questions,
                                                        hands.root, std::move(record), hands.processes));
                has_looked = !questions.units.empty();
                return found;
            },
            .decide = [&](const plan::Machine& found) { return phase.plan(config, found, known); },
            .differences =
                [&](const plan::Machine& promised, const plan::Machine& found) {
                    std::vector<std::string> told = plan::differences(promised.root, found.root);
                    if (!phase.only_warns)
                        return told;
                    for (const std::string& line : told)
                        hands.journal.warning(line, ", going on");
                    return std::vector<std::string>{};
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
