// One stage, in the words of the reference: `ignition -platform P -stage S …`. Spec stages.md §1.1 to §1.4.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "full_config.h"
#include "print.h"
#include "run_log.h"
#include "surroundings.h"

#include "ignite/boot/platform_name.h"
#include "ignite/core/quoted.h"
#include "ignite/platform/detect.h"
#include "ignite/stage/stage.h"

#include <algorithm>
#include <optional>

namespace ignite::cli {

namespace {

// Exit codes of the reference. Spec stages.md §1.3.
constexpr int reference_wrong_usage = 2;
constexpr int reference_cannot_start = 3;

std::string names_of_stages() {
    std::vector<std::string_view> names = stage::stage_names();
    std::ranges::sort(names);
    std::string text;
    for (const std::string_view name : names)
        text += cat(text.empty() ? "" : " ", name);
    return text;
}

// What both ways of running a stage have in common.
struct Invocation {
    stage::Options options;
    std::string platform;
    std::string stage;
    std::optional<platform::Detected> detected; // when the platform is "auto"
    bool log_to_stdout = false;
    bool show_version = false;
};

std::vector<Flag> flags_of(Invocation& invocation, const std::string& platform_help) {
    stage::Options& options = invocation.options;
    return {
        {"config-cache", "path", "where to cache the config", &options.config_cache},
        {"fetch-timeout", "duration", "initial duration for which to wait for config",
         &options.fetch_timeout},
        {"log-to-stdout", "", "log to stdout instead of the system log", &invocation.log_to_stdout},
        {"neednet", "path", "flag file to write from fetch-offline if networking is needed",
         &options.neednet},
        {"platform", "name", platform_help, &invocation.platform},
        {"root", "path", "root of the filesystem", &options.root},
        {"state-file", "path", "where to store internal state", &options.state_file},
    };
}

// A name that nobody knows is wrong, whatever else was asked for.
Result<void> check_names(const Invocation& invocation) {
    const std::string& platform = invocation.platform;
    if (!platform.empty() && platform != "auto" && !platform::find_provider(platform))
        return fail(Fault::config, "invalid value \"", platform,
                    "\" for flag -platform: not one of: ", names_of_platforms());
    if (!invocation.stage.empty() && !stage::find_stage(invocation.stage))
        return fail(Fault::config, "invalid value \"", invocation.stage,
                    "\" for flag -stage: not one of: ", names_of_stages());
    return {};
}

// Looks the names up; says what is wrong with them.
Result<const stage::Stage*> resolve(Invocation& invocation) {
    TRY(check_names(invocation));
    if (invocation.platform.empty() || invocation.stage.empty())
        return fail(Fault::config, invocation.platform.empty() ? "'--platform'" : "'--stage'",
                    " must be provided");
    if (invocation.platform == "auto") {
        invocation.detected = platform::detect(platform::look_at_machine(invocation.options.where));
        invocation.platform = invocation.detected->id;
    }
    invocation.options.platform = platform::find_provider(invocation.platform);
    if (const auto timeout = TRY(device_timeout()))
        invocation.options.device_timeout = *timeout;
    return stage::find_stage(invocation.stage);
}

// Later stages, and the unit that deletes the config, then have its name.
void say_detected(const platform::Detected& detected, journal::Journal& journal) {
    journal.info("platform ", detected.id, ": ", detected.rule);
    if (const Result<void> named = boot::name_platform("/run/ignition.env", detected.id); !named)
        journal.warning("the platform's name is not kept, going on: ", named.error().describe());
}

stage::Outcome run_logged(const stage::Stage& stage, const Invocation& invocation) {
    RunLog log{invocation.log_to_stdout};
    journal::Journal& journal = log.journal();
    if (invocation.detected)
        say_detected(*invocation.detected, journal);
    system::RealProcesses processes;
    return stage::run(stage, invocation.options, journal, processes);
}

void print_failure(const std::string& stage, const Error& error) {
    print_error(cat(stage, " failed: ", tame(error.describe()), "\n"));
}

Invocation from_surroundings() {
    Invocation invocation;
    invocation.options.where = surroundings();
    invocation.options.system_directories = system_directories();
    invocation.options.foreign_data_is_none = foreign_data_is_none();
    invocation.options.authorized_keys_fragment = authorized_keys_fragment();
    return invocation;
}

} // namespace

int run_stage(const std::string& program, std::span<const std::string> words) {
    Invocation invocation = from_surroundings();
    const std::string platform_help = cat("current platform, one of: ", names_of_platforms());
    const std::string stage_help = cat("execution stage, one of: ", names_of_stages());
    std::vector<Flag> flags = flags_of(invocation, platform_help);
    flags.push_back({"stage", "name", stage_help, &invocation.stage});
    flags.push_back({"version", "", "print the version and exit", &invocation.show_version});
    const auto usage = [&] { return cat("Usage of ", program, ":\n", describe(flags)); };

    const Result<Words> parsed = parse_flags(words, flags);
    if (!parsed) {
        print_error(cat(parsed.error().describe(), "\n", usage()));
        return reference_wrong_usage;
    }
    if (const Result<void> known = check_names(invocation); !known) {
        print_error(cat(known.error().describe(), "\n"));
        return reference_wrong_usage;
    }
    if (parsed->help_wanted) {
        print_error(usage());
        return exit_done;
    }
    if (invocation.show_version) {
        print(cat("Ignition ", IGNITE_VERSION, "\n"));
        return exit_done;
    }
    const Result<const stage::Stage*> stage = resolve(invocation);
    if (!stage) {
        print_error(cat(stage.error().describe(), "\n"));
        return reference_wrong_usage;
    }
    stage::Outcome outcome = run_logged(**stage, invocation);
    // The last line is what is read first.
    if (outcome.config)
        print_error(
            cat(invocation.stage, " failed\nFull config:\n", full_config(*std::move(outcome.config)), "\n"));
    if (outcome.error)
        print_failure(invocation.stage, *outcome.error);
    switch (outcome.ending) {
    case stage::Ending::done:
    case stage::Ending::needs_network:
        return exit_done;
    case stage::Ending::no_state:
        return reference_cannot_start;
    case stage::Ending::failed:
        break;
    }
    return exit_failed;
}

int run(const std::string& program, std::span<const std::string> words) {
    Invocation invocation = from_surroundings();
    const std::string platform_help = cat("current platform, one of: ", names_of_platforms());
    const std::vector<Flag> flags = flags_of(invocation, platform_help);
    const auto usage = [&] {
        return cat("usage: ", program, " STAGE --platform NAME [flags]\nstages: ", names_of_stages(), "\n",
                   describe(flags));
    };

    // The stage may stand before or behind the flags.
    const bool stage_first = !words.empty() && !words.front().starts_with('-');
    if (stage_first)
        invocation.stage = words.front();
    const Result<Words> parsed = parse_flags(words.subspan(stage_first ? 1 : 0), flags);
    if (!parsed) {
        print_error(cat(parsed.error().describe(), "\n", usage()));
        return exit_wrong_usage;
    }
    if (parsed->help_wanted) {
        print(usage());
        return exit_done;
    }
    if (!stage_first && !parsed->rest.empty())
        invocation.stage = parsed->rest.front();
    const Result<const stage::Stage*> stage = resolve(invocation);
    if (!stage) {
        print_error(cat(stage.error().describe(), "\n", usage()));
        return exit_wrong_usage;
    }
    const stage::Outcome outcome = run_logged(**stage, invocation);
    if (outcome.error)
        print_failure(invocation.stage, *outcome.error);
    if (outcome.ending == stage::Ending::needs_network)
        return exit_needs_network;
    return outcome.error ? exit_code_of(outcome.error->fault()) : exit_done;
}

} // namespace ignite::cli
