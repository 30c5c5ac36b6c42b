// All that one invocation holds. What the failure note needs is filled in as we learn it.
#pragma once

#include "work.h"

#include "ignite/core/documents.h"
#include "ignite/core/report.h"

namespace ignite::stage {

struct Invocation {
    const Stage& stage;
    const Options& options;
    exec::Hands& hands;
    state::State state;
    config::Config config = {}; // base and user config merged
    bool has_config = false;
    Documents documents = {};
    Report report = {}; // of a config that was refused
    Clock::time_point begun = Clock::now();
    std::uint32_t cache_document = Position::no_document; // positions in it lead on to state.origins

    Run as_run() {
        return {.options = options, .config = config, .state = state, .hands = hands, .begun = begun};
    }
};

} // namespace ignite::stage
