// `ignite rmcfg`, and `ignition-rmcfg` in the words of the reference: the config is deleted from the
// platform, before any service of the running machine could read it. Spec stages.md §15.2.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "print.h"
#include "run_log.h"
#include "surroundings.h"

#include "ignite/platform/provider.h"

namespace ignite::cli {

namespace {

Result<void> erase(const platform::Provider& provider, journal::Journal& journal) {
    fetch::Fetcher fetcher{journal, fetch::Network::allowed};
    system::RealProcesses processes;
    const platform::Surroundings where = surroundings();
    platform::Context context{.journal = journal, .processes = processes, .fetcher = fetcher, .where = where};
    TRY(platform::erase(provider, context));
    journal.info("Successfully deleted config");
    return {};
}

int delete_config(const std::string& program, std::span<const std::string> words, Grammar grammar,
                  int help_code) {
    std::string name;
    bool log_to_stdout = false;
    bool show_version = false;
    const std::string platform_help = cat("current platform, one of: ", names_of_platforms());
    const Flag flags[] = {
        {"log-to-stdout", "", "log to stdout instead of the system log", &log_to_stdout},
        {"platform", "name", platform_help, &name},
        {"version", "", "print the version and exit", &show_version},
    };
    const std::string usage = cat("Usage: ", program, " [options]\n", describe(flags, grammar));
    const auto wrong = [&](std::string_view what) {
        print_error(cat(program, ": ", what, "\n", usage));
        return exit_wrong_usage;
    };
    const Result<Words> parsed = parse_flags(words, flags, grammar);
    if (!parsed)
        return wrong(parsed.error().describe());
    if (parsed->help_wanted) {
        print_error(usage);
        return help_code;
    }
    if (show_version) {
        print(cat("Ignition ", IGNITE_VERSION, "\n"));
        return exit_done;
    }
    if (!parsed->rest.empty())
        return wrong(cat("there is no place for \"", parsed->rest.front(), "\""));
    if (name.empty())
        return wrong("'--platform' must be provided");
    const platform::Provider* provider = platform::find_provider(name);
    if (!provider)
        return wrong(cat("there is no platform \"", name, "\""));

    RunLog log{log_to_stdout};
    return log.end(erase(*provider, log.journal()), program);
}

} // namespace

int rmcfg(const std::string& program, std::span<const std::string> words) {
    return delete_config(program, words, Grammar::leading, exit_done);
}

int ignition_rmcfg(const std::string& program, std::span<const std::string> words) {
    return delete_config(program, words, Grammar::anywhere, exit_wrong_usage);
}

} // namespace ignite::cli
