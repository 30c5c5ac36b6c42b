// The stages that work on block devices: kargs, disks, mount, umount.
#include "work.h"

#include "phase.h"
#include "tree.h"

#include "ignite/core/data_url.h"
#include "ignite/exec/await_devices.h"
#include "ignite/exec/check_tools.h"
#include "ignite/exec/obtain_keys.h"
#include "ignite/plan/disk_phases.h"
#include "ignite/plan/dry_run.h"
#include "ignite/plan/luks_needs.h"
#include "ignite/probe/block_devices.h"
#include "ignite/probe/root_tree.h"
#include "ignite/system/device_wait.h"
#include "ignite/system/random.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ignite::stage {

namespace {

Result<plan::Drawn> draw(const config::Config& config) {
    plan::Drawn drawn;
    for (std::size_t needed = plan::guids_needed(config); needed > 0; --needed)
        drawn.guids.push_back(TRY(system::random_guid()));
    return drawn;
}

Result<std::vector<plan::Step>> run_once(const plan::DiskPhase& phase, Run& run, const plan::Drawn& drawn,
                                         const exec::Aliases& aliases) {
    const Phase work{
        .name = phase.name,
        .ask = [&](const plan::Machine&) { return phase.ask(run.config); },
        .look = [&](const plan::Questions& questions, const plan::Record&) -> Result<plan::Machine> {
            plan::Machine found;
            found.blocks = TRY(probe::probe_block_devices(questions, run.hands.root, aliases.directory));
            if (questions.policy)
                found.root.policy = TRY(probe::probe_policy(run.hands.root));
            return found;
        },
        .decide = [&](const plan::Machine& found) { return phase.plan(run.config, found, drawn); },
        .differences =
            [](const plan::Machine& promised, const plan::Machine& found) {
                return plan::differences(promised.blocks, found.blocks);
            },
    };
    plan::Machine machine;
    return run_phase(work, machine, run.hands);
}

// What `mount` created is remembered, so that `files` can hand it to the users whose homes it is in.
void notate_directories(const std::vector<plan::Step>& steps, state::State& state) {
    for (const plan::Step& step : steps)
        if (const auto* mount = std::get_if<plan::MountFilesystem>(&step))
            state.notated_directories.insert(state.notated_directories.end(), mount->missing.begin(),
                                             mount->missing.end());
}

// Before the first write of these phases, as far as it can be known then what they will start.
Result<void> check_tools_of(std::span<const plan::DiskPhase> phases, Run& run, const plan::Drawn& drawn,
                            const exec::Aliases& aliases) {
    plan::Machine found;
    found.blocks = TRY(probe::probe_block_devices(plan::questions_of(phases, run.config), run.hands.root,
                                                  aliases.directory));
    return exec::check_tools(plan::foresee(phases, run.config, std::move(found), drawn), run.hands);
}

Result<void> run_disk_phases(std::span<const plan::DiskPhase> phases, Run& run) {
    const plan::Drawn drawn = TRY(draw(run.config));
    const exec::Aliases aliases;
    bool tools_checked = false;
    for (; !phases.empty(); phases = phases.subspan(1)) {
        const plan::DiskPhase& phase = phases.front();
        if (!phase.concerns(run.config))
            continue;
        std::optional<journal::Journal::Scope> scope;
        if (!phase.name.empty())
            scope.emplace(run.hands.journal, std::string{phase.name});
        const std::vector<std::string> devices = phase.await(run.config);
        TRY(exec::await_devices(devices, aliases, run.hands));
        // A phase that waits for no devices writes to none.
        if (!devices.empty() && !std::exchange(tools_checked, true))
            TRY(check_tools_of(phases, run, drawn, aliases));
        std::vector<plan::Step> steps;
        do {
            steps = TRY(run_once(phase, run, drawn, aliases));
            notate_directories(steps, run.state);
        } while (phase.repeats && !steps.empty());
        if (phase.obtains_keys)
            TRY(exec::obtain_keys(plan::keys_needed(run.config), plan::servers_needed(run.config),
                                  run.hands));
    }
    return {};
}

// The driver of a TPM may still be on its way. Whether it has come is for the planner to see.
void wait_for_tpm(const config::Config& config) {
    constexpr std::chrono::seconds patience{10};
    const auto is_there = [](std::string_view node) {
        return ::access(std::string{node}.c_str(), F_OK) == 0;
    };
    const auto nodes = plan::tpm_nodes();
    if (plan::needs_tpm(config) && std::ranges::none_of(nodes, is_there))
        (void)system::wait_for_devices(std::array{std::string{nodes.front()}}, patience);
}

// For the stage "files", which stores them. Written when this stage has ended well.
void hand_on_keys(Run& run) {
    for (const auto& [volume, key] : run.hands.keys.all())
        run.state.luks_persist_key_files[volume] = make_data_url(key);
}

} // namespace

Result<void> work_kargs(Run& run) { return run_disk_phases(plan::kargs_phases(), run); }
Result<void> work_disks(Run& run) {
    wait_for_tpm(run.config);
    TRY(run_disk_phases(plan::disks_phases(), run));
    hand_on_keys(run);
    return {};
}

Result<void> work_mount(Run& run) {
    if (std::ranges::any_of(plan::mount_phases(),
                            [&](const auto& phase) { return phase.concerns(run.config); }))
        TRY(make_root(run.hands.root));
    return run_disk_phases(plan::mount_phases(), run);
}
Result<void> work_umount(Run& run) { return run_disk_phases(plan::umount_phases(), run); }

} // namespace ignite::stage
