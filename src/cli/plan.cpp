// `ignite plan [flags] CONFIG`: what all stages would do to a machine, without doing it.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "input.h"
#include "paper_draw.h"
#include "plan_shown.h"
#include "print.h"
#include "rendering.h"
#include "report_text.h"
#include "surroundings.h"
#include "survey.h"
#include "usage.h"

#include "ignite/core/line_column.h"
#include "ignite/core/quoted.h"
#include "ignite/probe/machine_json.h"

#include <algorithm>
#include <array>

namespace ignite::cli {

namespace {

struct Format {
    std::string_view name;
    std::string (*print)(const ShownPlan& shown);
};

constexpr std::array formats = {
    Format{"text", plan_as_text},
    Format{"json", plan_as_json},
};

struct Wanted {
    std::string format = "text";
    std::string machine; // a file; empty: the machine at hand
    bool offline = false;
    std::string root = usual_root();
};

Result<plan::Machine> machine_of(const Wanted& wanted, const config::Config& config) {
    if (wanted.machine.empty())
        return survey(config, wanted.root);
    const std::string text = TRY(read_input(wanted.machine));
    return probe::read_machine(text).map_error(within("read the machine of ", wanted.machine));
}

std::string place_of(Position position, const Documents& documents) {
    const DocumentText* document = position ? documents.find(position.document) : nullptr;
    if (!document)
        return {};
    const LineColumn where = line_column(document->text, position.offset);
    return cat(document->name, ":", where.line, ":", where.column);
}

// Prints the plan; returns the code with which its real run would end.
Result<int> show(const Wanted& wanted, const Format& format, const Rendering& rendering) {
    const config::Config& config = rendering.traced.config;
    const plan::Machine machine = TRY(machine_of(wanted, config));
    plan::FilesGiven given{.user_config_provided = true};
    given.keys = TRY(plan::keys_place(authorized_keys_fragment()));
    const plan::LookAtRoot look = wanted.machine.empty() ? look_below(wanted.root) : look_in(machine.root);
    plan::DryRun run = plan::run_dry(config, machine, draw_on_paper(config), std::move(given), look);
    forget_draw(run);
    ShownPlan shown{.run = run};
    for (const config::Disk& disk : config.storage.disks)
        if (const plan::Disk* found = plan::find_disk(machine.blocks, disk.device))
            shown.disks.push_back(*found);
    if (run.end) {
        shown.exit_code = exit_code_of(run.end->error.fault());
        shown.place = place_of(run.end->error.position(), rendering.documents);
    }
    print(format.print(shown));
    return shown.exit_code;
}

} // namespace

int plan(const std::string& program, std::span<const std::string> words) {
    Wanted wanted;
    const Flag flags[] = {
        {"format", "name", "text or json", &wanted.format},
        {"machine", "file", "plan for a machine that `ignite probe` has saved", &wanted.machine},
        {"offline", "", "do not use the network", &wanted.offline},
        {"root", "path", "where the new root is mounted", &wanted.root},
    };
    const Usage usage{program, cat("usage: ", program, " [flags] CONFIG\n", describe(flags),
                                   "\nNothing is written. A CONFIG of \"-\" is standard input.\n")};
    const auto configs = usage.read(words, flags, {1, 1, "one config is wanted"});
    if (!configs)
        return configs.error();
    const auto format = std::ranges::find(formats, wanted.format, &Format::name);
    if (format == formats.end())
        return usage.wrong(cat("there is no format ", quoted(wanted.format)));
    Rendering rendering;
    const Result<int> code =
        render_file(configs->front(), wanted.offline ? fetch::Network::forbidden : fetch::Network::allowed,
                    rendering)
            .and_then([&] { return show(wanted, *format, rendering); });
    print_error(report_as_text(rendering.report, rendering.documents, Colour::never));
    if (code)
        return *code;
    print_error(cat(program, ": ", code.error().describe(), "\n"));
    return exit_code_of(code.error().fault());
}

} // namespace ignite::cli
