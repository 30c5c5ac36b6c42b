// What each stage does, and what it works with.
#pragma once

#include "ignite/config/types.h"
#include "ignite/exec/hands.h"
#include "ignite/stage/stage.h"
#include "ignite/state/state.h"

#include <chrono>
#include <string_view>

namespace ignite::stage {

using Clock = std::chrono::steady_clock;

struct Run {
    const Options& options;
    const config::Config& config; // base and user config merged
    state::State& state;          // saved when the stage has ended well
    exec::Hands& hands;
    Clock::time_point begun = Clock::now(); // when the stage did
};

// One row of the table in stages.cpp.
struct Stage {
    std::string_view name;
    fetch::Network network;
    enum class UserConfig : bool { is_fetched, is_cached } user_config;
    Result<void> (*work)(Run& run);
    Result<void> (*conclude)(Run& run) = nullptr; // the last deed, once the state has been saved
};

Result<void> work_fetch_offline(Run& run); // Fault::needs_network when a later stage will need it
Result<void> work_fetch(Run& run);
Result<void> work_kargs(Run& run);
Result<void> work_disks(Run& run);
Result<void> work_mount(Run& run);
Result<void> work_files(Run& run);
Result<void> conclude_files(Run& run);
Result<void> work_umount(Run& run);

} // namespace ignite::stage
