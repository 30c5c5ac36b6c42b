// The stages "kargs", "disks", "mount" and "umount", phase by phase: each asks, and plans from the answers.
//
// What the stage runner does with it, for every row of the stage's phases, in order:
//
//     if (!phase.concerns(config)) continue;
//     journal::Scope scope{journal, phase.name};                      (no scope when the name is empty)
//     TRY(exec::await_devices(phase.await(config), aliases, hands)); waits for them, and makes their aliases
//     do {
//         machine.blocks = TRY(probe::probe_block_devices(phase.ask(config), hands.root, aliases.directory));
//         plan = TRY(phase.plan(config, machine, drawn));             log it: one `describe` a line
//         TRY(exec::apply(plan.steps, hands));
//         promised = machine after all steps; found = probe again; differences(promised.blocks, found)
//     } while (phase.repeats && !plan.steps.empty());
//
// A phase whose plan is empty needs no second look. Running dry, nothing is awaited, and machine.blocks is
// carried on by `after` instead of probing. After a stage "mount" that has ended well, every directory in
// `missing` of a MountFilesystem step goes into the state file: `notatedDirectories`.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/guid.h"
#include "ignite/core/result.h"
#include "ignite/plan/machine.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/step.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

// Random values, drawn before planning so that a plan is a function of what went into it.
struct Drawn {
    std::vector<Guid> guids; // at least guids_needed(config)
};

std::size_t guids_needed(const config::Config& config);

struct DiskPhase {
    std::string_view name; // prefix of messages, spec/stages.md §1.4
    bool repeats = false; // plan again until there is nothing left: a mount shows what the next one must know
    bool (*concerns)(const config::Config&);
    std::vector<std::string> (*await)(const config::Config&); // devices that have to be there
    Questions (*ask)(const config::Config&);
    Result<Plan> (*plan)(const config::Config&, const Machine&, const Drawn&);
    bool obtains_keys = false; // once it is done, what luks_needs.h tells of is had
};

std::span<const DiskPhase> kargs_phases();
std::span<const DiskPhase> disks_phases();
std::span<const DiskPhase> mount_phases();
std::span<const DiskPhase> umount_phases();

// All that the phases ask.
Questions questions_of(std::span<const DiskPhase> phases, const config::Config& config);

// All that any of these phases asks: for `ignite probe` and `ignite plan`.
Questions disk_questions(const config::Config& config);

} // namespace ignite::plan
