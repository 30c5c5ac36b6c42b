// The user's config, from the first source that has one. Spec stages.md §2.2, §2.5.
#include "ignite/acquire/sources.h"

#include "foreign_data.h"
#include "ignite/acquire/parse.h"
#include "ignite/acquire/render.h"
#include "ignite/config/parse.h"
#include "ignite/config/positions.h"
#include "ignite/config/versions.h"
#include "ignite/core/data_url.h"
#include "ignite/system/small_file.h"

namespace ignite::acquire {

namespace {

using platform::Answer;

struct Source {
    std::string name;
    Result<Answer> (*ask)(Errand& errand, const platform::Provider& provider, platform::Context& context);
};

Result<Answer> ask_command_line(Errand&, const platform::Provider&, platform::Context& context) {
    return platform::ask_command_line(context);
}

// The first file that exists ends the search, also when it is empty.
Result<Answer> ask_system(Errand& errand, const platform::Provider&, platform::Context&) {
    for (const std::string& directory : errand.system_directories) {
        Result<std::string> bytes = system::read_small_file(cat(directory, "/user.ign"));
        if (bytes) {
            errand.journal.info("reading system config file \"", directory, "/user.ign\"");
            return platform::answer_of(std::move(*bytes));
        }
        if (bytes.error().fault() != Fault::absent)
            return tl::unexpected{bytes.error()};
    }
    return Answer{};
}

Result<Answer> ask_provider(Errand&, const platform::Provider& provider, platform::Context& context) {
    return platform::ask(provider, context);
}

// In the order in which they are asked. The last one's name is the platform's.
const std::array sources = {
    Source{"cmdline", ask_command_line},
    Source{"system", ask_system},
    Source{"", ask_provider},
};

struct Found {
    std::string source;
    std::string bytes; // empty: nobody supplied a config
};

Result<Found> find(Errand& errand, const platform::Provider& provider, platform::Context& context) {
    for (const Source& source : sources) {
        Answer answer = TRY(source.ask(errand, provider, context));
        if (answer.kind != Answer::Kind::not_here)
            return Found{.source = source.name.empty() ? std::string{provider.id} : source.name,
                         .bytes = std::move(answer.bytes)};
    }
    return fail(Fault::config, "no source has a config for platform ", provider.id);
}

// What is meant for another program is no config of ours, and no fault either. Spec platforms.md §3.3.
void step_aside(Errand& errand, Found& found) {
    const std::string_view kind =
        errand.foreign_data_is_none ? foreign_kind(found.bytes) : std::string_view{};
    if (kind.empty())
        return;
    errand.journal.warning("the user data are ", kind, ", which is for another program to take");
    found.bytes.clear();
}

// Every authority becomes a data URL, so that later stages have it without the network. What it holds is
// known since the settings of this config hold: it is fetched once. Spec stages.md §2.5, §4.3.
void embed_authorities(const Errand& errand, config::Config& config) {
    for (config::Resource& authority : config.ignition.security.tls.certificate_authorities) {
        authority.source = make_data_url(errand.settings.bundles.find(authority.source.value_or(""))->second);
        authority.compression.reset();
        authority.http_headers.clear();
    }
}

config::Config empty_config() {
    config::Config config;
    config.ignition.version = config::newest_version().text;
    return config;
}

// Whether `place` is `ancestor` or below it.
bool is_within(std::string_view place, std::string_view ancestor) {
    return place.starts_with(ancestor) && (place.size() == ancestor.size() || place[ancestor.size()] == '.');
}

// What is found after merging has no position; the nearest element that was written somewhere lends it its
// own.
void lend_positions(Report& report, const config::Config& config) {
    std::vector<std::size_t> lengths(report.findings().size());
    config::for_each_position(config, [&](const Place& place, const Position& position) {
        const std::string name = place.text();
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            Finding& finding = report.findings()[i];
            if (position && name.size() > lengths[i] && is_within(finding.place, name)) {
                finding.position = position;
                lengths[i] = name.size();
            }
        }
    });
}

// The reference says these without line and column, and scripts rely on it. Spec stages.md §2.5.
Result<void> check_as_a_whole(Errand& errand, const config::Config& config) {
    Report report = config::check_rendered(config, config::Schemes::and_oem);
    say(errand, report);
    if (!report.has_errors())
        return {};
    lend_positions(report, config);
    errand.report = std::move(report);
    return fail(Fault::config, "merging configs resulted in an invalid config");
}

} // namespace

Result<config::Config> user_config(Errand& errand, const platform::Provider& provider,
                                   platform::Context& context, std::chrono::seconds first_limit,
                                   std::vector<state::FetchedConfig>& fetched) {
    errand.fetcher.use({.total = first_limit, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
    Found found = TRY(find(errand, provider, context));
    step_aside(errand, found);
    if (found.bytes.empty()) {
        errand.journal.info("no config provided by the user: going on without one");
        return empty_config();
    }
    std::optional<config::Traced> parsed = TRY(parse(errand, found.source, std::move(found.bytes)));
    fetched.push_back({.kind = "user", .source = found.source, .referenced = false});
    TRY(use_settings_of(parsed->config, errand));
    std::optional<config::Traced> rendered = TRY(render(errand, std::move(*parsed), fetched));
    if (!rendered) {
        errand.journal.info("a referenced config is empty: going on without a user config");
        return empty_config();
    }
    config::Config user = std::move(rendered->config);
    TRY(use_settings_of(user, errand));
    embed_authorities(errand, user);
    TRY(check_as_a_whole(errand, user));
    return user;
}

} // namespace ignite::acquire
