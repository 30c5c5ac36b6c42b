// From the sources of configs to the one config a stage works on. Spec stages.md §2, config.md §7.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/documents.h"
#include "ignite/core/report.h"
#include "ignite/core/result.h"
#include "ignite/platform/provider.h"
#include "ignite/state/state.h"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::acquire {

// What holds for fetches at the moment, and the authorities that have been fetched so far, by their source.
struct Settings {
    fetch::Settings client;
    std::vector<std::string> trusted; // sources, as last set
    std::map<std::string, std::string> bundles;
    unsigned changes = 0; // how often something became different
};

// What acquiring works with, and what it learns on the way.
struct Errand {
    journal::Journal& journal;
    fetch::Fetcher& fetcher;
    Documents& documents;                                 // every text that was read
    Report& report;                                       // of the config that was refused, when one was
    const std::array<std::string, 3>& system_directories; // runtime, local, vendor: the first wins
    bool traces = false;              // keeps where every value came from, which costs memory: for showing it
    bool foreign_data_is_none = true; // or else no config, and a fault: scripts, cloud-configs and their like
    Settings settings = {};
};

// The distribution's fragments, merged; nothing when there are none.
Result<std::optional<config::Config>> base_config(Errand& errand, std::string_view platform_id);

// The user's config, from the first source that has one, with its references followed, checked as a whole.
// Nobody supplied one: a config that has only a version, and nothing fetched. What was fetched is added to
// `fetched` also when something that it refers to cannot be had.
Result<config::Config> user_config(Errand& errand, const platform::Provider& provider,
                                   platform::Context& context, std::chrono::seconds first_limit,
                                   std::vector<state::FetchedConfig>& fetched);

// Timeouts, proxy and authorities of the config hold for every fetch from now on. An empty list of
// authorities leaves those that are trusted. Spec stages.md §4.3.
Result<void> use_settings_of(const config::Config& config, Errand& errand);

} // namespace ignite::acquire
