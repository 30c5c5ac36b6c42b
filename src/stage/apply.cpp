#include "ignite/stage/apply.h"

#include "tree.h"

#include "ignite/acquire/network_needs.h"
#include "ignite/acquire/parse.h"
#include "ignite/acquire/render.h"
#include "ignite/config/parse.h"
#include "ignite/exec/conclude.h"
#include "ignite/system/boot_id.h"

#include <array>
#include <optional>

namespace ignite::stage {

namespace {

struct Section {
    std::string_view name;
    bool (*is_there)(const config::Config& config);
    void (*skip)(config::Config& config);
};

constexpr std::array unsupported_sections = {
    Section{"kernelArguments",
            [](const config::Config& config) {
                return !config.kernel_arguments.should_exist.empty() ||
                       !config.kernel_arguments.should_not_exist.empty();
            },
            [](config::Config& config) { config.kernel_arguments = {}; }},
    Section{"storage.disks", [](const config::Config& config) { return !config.storage.disks.empty(); },
            [](config::Config& config) { config.storage.disks.clear(); }},
    Section{"storage.raid", [](const config::Config& config) { return !config.storage.raid.empty(); },
            [](config::Config& config) { config.storage.raid.clear(); }},
    Section{"storage.luks", [](const config::Config& config) { return !config.storage.luks.empty(); },
            [](config::Config& config) { config.storage.luks.clear(); }},
    Section{"storage.filesystems",
            [](const config::Config& config) { return !config.storage.filesystems.empty(); },
            [](config::Config& config) { config.storage.filesystems.clear(); }},
    Section{"passwd",
            [](const config::Config& config) {
                return !config.passwd.users.empty() || !config.passwd.groups.empty();
            },
            [](config::Config& config) { config.passwd = {}; }},
};

// All of them are told at once.
Result<void> settle_unsupported(config::Config& config, Unsupported unsupported, journal::Journal& journal) {
    std::string refused;
    for (const Section& section : unsupported_sections) {
        if (!section.is_there(config))
            continue;
        if (unsupported == Unsupported::skipped) {
            section.skip(config);
            journal.warning("going on without ", section.name, ", which cannot be applied to this root");
        } else {
            refused += cat(refused.empty() ? "" : ", ", section.name);
        }
    }
    if (refused.empty())
        return {};
    return fail(Fault::config,
                "the config has what cannot be applied to a root that is not booting: ", refused);
}

Result<config::Config> rendered(const Application& application, acquire::Errand& errand) {
    std::optional<config::Traced> config = TRY(acquire::parse(errand, application.name, application.text));
    if (!config)
        return fail(Fault::config, application.name, " is empty");
    TRY(acquire::use_settings_of(config->config, errand));
    std::vector<state::FetchedConfig> fetched;
    config = TRY(acquire::render(errand, std::move(*config), fetched));
    if (!config)
        return fail(Fault::config, "a referenced config is empty");
    TRY(acquire::use_settings_of(config->config, errand));
    Report report = config::check_rendered(config->config, config::Schemes::and_oem);
    acquire::say(errand, report);
    if (report.has_errors()) {
        errand.report = std::move(report);
        return fail(Fault::config, "merging configs resulted in an invalid config");
    }
    return std::move(config->config);
}

} // namespace

Result<void> apply(const Application& application, ReadTexts& texts, journal::Journal& journal,
                   system::ProcessStarter& processes) {
    fetch::Fetcher fetcher{journal, application.network};
    const std::array<std::string, 3> nowhere;
    acquire::Errand errand{.journal = journal,
                           .fetcher = fetcher,
                           .documents = texts.documents,
                           .report = texts.report,
                           .system_directories = nowhere,
                           .foreign_data_is_none = false};
    config::Config config = TRY(rendered(application, errand));
    if (application.network == fetch::Network::forbidden)
        if (const std::string need = acquire::first_network_need(config); !need.empty())
            return fail(Fault::needs_network, need, " needs the network");
    TRY(settle_unsupported(config, application.unsupported, journal));

    exec::Hands hands{
        .journal = journal, .processes = processes, .fetcher = fetcher, .root = application.root};
    plan::FilesGiven known;
    known.writes_result = false;
    known.boot_id = TRY(system::boot_id());
    TRY(make_root(application.root));
    TRY(make_tree(config, known, hands));
    return exec::conclude_tree(hands, exec::RecordFate::removed, known.boot_id);
}

} // namespace ignite::stage
