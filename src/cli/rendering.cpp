#include "rendering.h"

#include "input.h"

#include "ignite/acquire/parse.h"
#include "ignite/config/parse.h"
#include "ignite/journal/sinks.h"

#include <array>

namespace ignite::cli {

Result<void> render_file(const std::string& path, fetch::Network network, Rendering& rendering) {
    journal::NullSink silence;
    journal::Journal journal{silence};
    fetch::Fetcher fetcher{journal, network};
    const std::array<std::string, 3> nowhere;
    acquire::Errand errand{.journal = journal,
                           .fetcher = fetcher,
                           .documents = rendering.documents,
                           .report = rendering.report,
                           .system_directories = nowhere,
                           .traces = true};
    std::string text = TRY(read_input(path));
    std::optional<config::Traced> config = TRY(acquire::parse(errand, name_of_input(path), std::move(text)));
    if (!config)
        return fail(Fault::config, path, " is empty");
    TRY(acquire::use_settings_of(config->config, errand));
    std::vector<state::FetchedConfig> fetched;
    config = TRY(acquire::render(errand, std::move(*config), fetched));
    if (!config)
        return fail(Fault::config,
                    "a referenced config is empty: a machine would be left without any config");
    rendering.traced = std::move(*config);
    Report report = config::check_rendered(rendering.traced.config, config::Schemes::and_oem);
    config::locate(report, rendering.traced.origins);
    const bool refused = report.has_errors();
    rendering.report = std::move(report);
    if (refused)
        return fail(Fault::config, "merging configs resulted in an invalid config");
    return {};
}

} // namespace ignite::cli
