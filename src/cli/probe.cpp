// `ignite probe [flags] [CONFIG]`: the machine as JSON, for bug reports and for `ignite plan --machine`.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "paper_draw.h"
#include "print.h"
#include "rendering.h"
#include "report_text.h"
#include "surroundings.h"
#include "survey.h"
#include "usage.h"

#include "ignite/probe/machine_json.h"

#include <algorithm>

namespace ignite::cli {

namespace {

// What a plan for the config would look at, which is more than a look at all disks: places to mount on,
// accounts and nodes of the new root.
Result<plan::Machine> survey_for(const config::Config& config, const std::string& root) {
    plan::Machine machine = TRY(survey(config, root));
    const plan::Machine all = survey_everything();
    for (const plan::Disk& disk : all.blocks.disks)
        if (!plan::find_disk(machine.blocks, disk.device))
            machine.blocks.disks.push_back(disk);
    for (const plan::Device& device : all.blocks.devices)
        if (std::ranges::find(machine.blocks.devices, device.device, &plan::Device::device) ==
            machine.blocks.devices.end())
            machine.blocks.devices.push_back(device);
    plan::FilesGiven given;
    given.keys = TRY(plan::keys_place(authorized_keys_fragment()));
    machine.root =
        plan::run_dry(config, machine, draw_on_paper(config), std::move(given), look_below(root)).found;
    return machine;
}

} // namespace

int probe(const std::string& program, std::span<const std::string> words) {
    bool offline = false;
    std::string root = usual_root();
    const Flag flags[] = {
        {"offline", "", "do not use the network", &offline},
        {"root", "path", "where the new root is mounted", &root},
    };
    const Usage usage{program,
                      cat("usage: ", program, " [flags] [CONFIG]\n", describe(flags),
                          "\nShows every block device; with a CONFIG also what a plan for it looks at in the "
                          "new root.\n")};
    const auto configs = usage.read(words, flags, {0, 1, "one config at most is wanted"});
    if (!configs)
        return configs.error();
    Rendering rendering;
    const auto look = [&]() -> Result<plan::Machine> {
        if (configs->empty())
            return survey_everything();
        TRY(render_file(configs->front(), offline ? fetch::Network::forbidden : fetch::Network::allowed,
                        rendering));
        return survey_for(rendering.traced.config, root);
    };
    const Result<plan::Machine> machine = look();
    print_error(report_as_text(rendering.report, rendering.documents, Colour::never));
    if (!machine) {
        print_error(cat(program, ": ", machine.error().describe(), "\n"));
        return exit_code_of(machine.error().fault());
    }
    print(probe::write_machine(*machine));
    return exit_done;
}

} // namespace ignite::cli
