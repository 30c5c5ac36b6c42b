// The order of work in one invocation. Spec stages.md §1.5.
#include "ignite/stage/stage.h"

#include "boot_report.h"
#include "failure.h"
#include "invocation.h"
#include "work.h"

#include "ignite/acquire/cache.h"
#include "ignite/acquire/sources.h"
#include "ignite/boot/network.h"
#include "ignite/config/merge.h"
#include "ignite/core/data_url.h"
#include "ignite/journal/events.h"
#include "ignite/platform/check_in.h"

#include <chrono>
#include <utility>

namespace ignite::stage {

namespace {

// What the platform wants written is kept with the state also when the config is not complete yet: it may not
// be had a second time.
std::vector<platform::OutputFile> kept_files(const state::State& state) {
    std::vector<platform::OutputFile> files;
    for (const state::ProviderFile& one : state.provider_files)
        if (const Result<DataUrl> url = parse_data_url(one.contents))
            files.push_back(
                {.path = one.path, .bytes = url->decode(), .mode = static_cast<mode_t>(one.mode)});
    return files;
}

void keep_files(std::span<const platform::OutputFile> files, state::State& state) {
    state.provider_files.clear();
    for (const platform::OutputFile& one : files)
        state.provider_files.push_back(
            {.path = one.path, .mode = one.mode, .contents = make_data_url(one.bytes)});
}

Result<config::Config> obtain_user_config(Invocation& invocation, acquire::Errand& errand) {
    const Options& options = invocation.options;
    if (invocation.stage.user_config == Stage::UserConfig::is_cached) {
        acquire::CachedConfig cached = TRY(acquire::read_cache(options.config_cache, errand));
        invocation.cache_document = cached.document;
        TRY(acquire::use_settings_of(cached.config, errand));
        return std::move(cached.config);
    }
    std::vector<platform::OutputFile> files = kept_files(invocation.state);
    platform::Context context{.journal = invocation.hands.journal,
                              .processes = invocation.hands.processes,
                              .fetcher = invocation.hands.fetcher,
                              .where = options.where,
                              .files = &files};
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(options.fetch_timeout);
    Result<config::Config> obtained =
        acquire::user_config(errand, *options.platform, context, limit, invocation.state.fetched_configs);
    keep_files(files, invocation.state);
    config::Config user = TRY(std::move(obtained));
    TRY(acquire::write_cache(options.config_cache, user, invocation.state, errand));
    return user;
}

void announce_configs(Invocation& invocation) {
    for (const state::FetchedConfig& one : invocation.state.fetched_configs) {
        const journal::Field fields[] = {{"IGNITION_CONFIG_TYPE", one.kind},
                                         {"IGNITION_CONFIG_SRC", one.source},
                                         {"IGNITION_CONFIG_REFERENCED", one.referenced ? "true" : "false"}};
        journal::announce(invocation.hands.journal, journal::config_fetched,
                          cat("fetched ", one.referenced ? "referenced " : "", one.kind, " config from \"",
                              one.source, "\""),
                          fields);
    }
}

// Gets the configs and does what the stage is for.
Result<void> obtain_and_work(Invocation& invocation) {
    const Options& options = invocation.options;
    acquire::Errand errand{.journal = invocation.hands.journal,
                           .fetcher = invocation.hands.fetcher,
                           .documents = invocation.documents,
                           .report = invocation.report,
                           .system_directories = options.system_directories,
                           .foreign_data_is_none = options.foreign_data_is_none};
    const std::optional<config::Config> base = TRY(acquire::base_config(errand, options.platform->id));
    invocation.state.fetched_configs.push_back({.kind = "base", .source = "system", .referenced = false});
    config::Config user = TRY(obtain_user_config(invocation, errand));
    if (invocation.stage.user_config == Stage::UserConfig::is_fetched)
        announce_configs(invocation);
    // Laid over nothing it stays what it is, and a config can be large.
    invocation.config = base ? config::merge(*base, std::exchange(user, {})) : std::move(user);
    invocation.has_config = true;
    Run run = invocation.as_run();
    return invocation.stage.work(run);
}

// What follows once the work is done: first the state, then the deed that nothing may follow.
Result<void> finish(Invocation& invocation) {
    invocation.state.stages.push_back(
        stage_run(invocation.stage.name, invocation.begun, invocation.hands.times));
    TRY(state::save(invocation.state, invocation.options.state_file).map_error(within("save the state")));
    if (!invocation.stage.conclude)
        return {};
    Run run = invocation.as_run();
    return invocation.stage.conclude(run);
}

// Offline, needing the network is an answer, not a failure: the flag is set, and all is well.
bool only_needs_network(const Stage& stage, const Result<void>& done) {
    return !done && done.error().fault() == Fault::needs_network &&
           stage.network == fetch::Network::forbidden;
}

Result<Ending> run_within_scope(Invocation& invocation) {
    const journal::Journal::Scope scope{invocation.hands.journal, std::string{invocation.stage.name}};
    const Result<void> done = obtain_and_work(invocation);
    Ending ending = Ending::done;
    if (only_needs_network(invocation.stage, done)) {
        invocation.hands.journal.info("the network is needed: ", done.error().describe());
        TRY(boot::ask_for_network(invocation.options.neednet));
        ending = Ending::needs_network;
    } else if (!done) {
        return tl::unexpected{done.error()};
    }
    TRY(finish(invocation));
    return ending;
}

} // namespace

Outcome run(const Stage& stage, const Options& options, journal::Journal& journal,
            system::ProcessStarter& processes) {
    journal.info("Ignition ", IGNITE_VERSION, " (ignite)");
    journal.info("Stage: ", stage.name);
    Result<state::State> state = state::load(options.state_file);
    if (!state) {
        journal.critical(state.error().describe());
        return {.ending = Ending::no_state, .error = std::move(state).error()};
    }
    fetch::Fetcher fetcher{journal, stage.network, {.oem = options.where.oem}};
    fetcher.lend(platform::lenders_of(*options.platform, journal));
    exec::Hands hands{.journal = journal, .processes = processes, .fetcher = fetcher, .root = options.root};
    hands.patience = std::chrono::duration_cast<std::chrono::milliseconds>(options.device_timeout);
    Invocation invocation{.stage = stage, .options = options, .hands = hands, .state = std::move(*state)};
    const Result<Ending> ending = run_within_scope(invocation);
    std::optional<Error> failure;
    if (!ending)
        failure = ending.error();
    platform::report_status(*options.platform, stage.name, failure, journal, stage.network);
    if (ending) {
        journal.info("Ignition finished successfully");
        return {.ending = *ending};
    }
    tell_failure(ending.error(), invocation);
    Outcome outcome{.ending = Ending::failed, .error = ending.error()};
    if (invocation.has_config)
        outcome.config = std::move(invocation.config);
    return outcome;
}

} // namespace ignite::stage
