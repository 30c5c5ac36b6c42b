#include "commands.h"

#include "print.h"

#include "ignite/cli/call.h"
#include "ignite/core/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ignite::cli {

namespace {

struct Command {
    std::string_view name;
    int (*call)(const std::string& program, std::span<const std::string> words);
    std::string_view synopsis;
    std::string_view help;
};

constexpr std::array commands = {
    Command{"apply", apply, "apply --root DIR [flags] FILE",
            "put files and units into a tree that is not booting"},
    Command{"render", render, "render [flags] FILE",
            "follow the references of a config, and print what they make"},
    Command{"detect", detect, "detect", "say which platform this machine is on, and what shows it"},
    Command{"platforms", platforms, "platforms", "list the platforms, and where their configs come from"},
    Command{"metadata", metadata, "metadata [flags]",
            "write what the platform knows of this machine, or check in there"},
    Command{"rmcfg", rmcfg, "rmcfg --platform NAME", "delete the config from the platform, where it lets us"},
    Command{"run", run, "run STAGE --platform NAME [flags]", "run one stage of a first boot"},
    Command{"validate", validate, "validate [flags] FILE…", "check configs, and show what is wrong where"},
    Command{"plan", plan, "plan [flags] CONFIG", "show what a first boot would do, and do nothing"},
    Command{"status", status, "status [flags]", "tell what the first boot made of this machine"},
    Command{"probe", probe, "probe [flags] [CONFIG]", "show the machine, as JSON"},
    Command{"convert", convert, "convert [flags] FILE", "turn a config of spec 1 or 2 into one of spec 3"},
};

// Names we can be called by, beside our own. Spec stages.md §1; every other name runs a stage.
constexpr std::array entries = {
    Command{"ignition-apply", ignition_apply, "", ""},
    Command{"ignition-rmcfg", ignition_rmcfg, "", ""},
    Command{"ignition-validate", ignition_validate, "", ""},
};

std::string usage() {
    std::string text =
        "ignite turns a blank machine into the one its config describes, on its first boot.\n\n";
    for (const Command& command : commands) {
        std::string line = cat("  ignite ", command.synopsis);
        line.resize(std::max<std::size_t>(line.size() + 2, 46), ' ');
        text += cat(line, command.help, "\n");
    }
    return cat(text, "  ignite --version\n\nCalled as \"ignition\", \"ignition-apply\", "
                     "\"ignition-rmcfg\" or \"ignition-validate\" it takes their flags. "
                     "`ignite COMMAND -help` says more.\n");
}

template <std::size_t count>
const Command* find(const std::array<Command, count>& table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &Command::name);
    return found == table.end() ? nullptr : &*found;
}

} // namespace

int call(const std::vector<std::string>& words) {
    const std::string program = words.empty() ? "ignite" : words.front();
    const std::string_view name = std::string_view{program}.substr(program.rfind('/') + 1);
    const std::span<const std::string> rest = std::span{words}.subspan(words.empty() ? 0 : 1);
    if (const Command* entry = find(entries, name))
        return entry->call(program, rest);
    if (name != "ignite")
        return run_stage(program, rest);

    constexpr int wrong_usage = 2;
    const std::string_view word = rest.empty() ? std::string_view{} : std::string_view{rest.front()};
    if (word == "--version" || word == "-version") {
        print(cat("ignite ", IGNITE_VERSION, "\n"));
        return 0;
    }
    if (word == "help" || word == "--help" || word == "-help" || word == "-h") {
        print(usage());
        return 0;
    }
    if (const Command* command = find(commands, word))
        return command->call(cat("ignite ", word), rest.subspan(1));
    print_error(word.empty() ? usage() : cat("ignite: there is no command \"", word, "\"\n\n", usage()));
    return wrong_usage;
}

} // namespace ignite::cli
