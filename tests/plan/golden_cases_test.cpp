// Plans as text: every folder of tests/plan/cases holds a config, a machine and the plan that follows, of the
// stages kargs, disks and mount, run dry. A new behaviour starts as a new folder; IGNITE_WRITE_CASES=1 writes
// the plans that are not there yet, to be read before they are kept.
#include "ignite/config/parse.h"
#include "ignite/plan/disk_phases.h"
#include "ignite/probe/machine_json.h"
#include "ignite/system/small_file.h"
#include "machines.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

using namespace ignite;

namespace {

struct Stage {
    std::string_view name;
    std::span<const plan::DiskPhase> (*phases)();
};

constexpr std::array stages = {
    Stage{"kargs", plan::kargs_phases},
    Stage{"disks", plan::disks_phases},
    Stage{"mount", plan::mount_phases},
};

// Plans a phase until nothing is left; false when it was refused.
bool plan_phase(const plan::DiskPhase& phase, std::string_view stage, const config::Config& config,
                plan::Machine& machine, std::string& out) {
    const std::string prefix = phase.name.empty() ? cat(stage, ": ") : cat(stage, ": ", phase.name, ": ");
    for (bool again = true; again;) {
        const auto plan = phase.plan(config, machine, tests::drawn());
        if (!plan) {
            out += cat(prefix, "refused: ", plan.error().describe(), "\n");
            return false;
        }
        for (const std::string& warning : plan->warnings)
            out += cat(prefix, "warning: ", warning, "\n");
        for (const plan::Step& step : plan->steps) {
            out += cat(prefix, plan::describe(step), "\n");
            plan::after(step, machine);
        }
        again = phase.repeats && !plan->steps.empty();
    }
    return true;
}

std::string planned(const config::Config& config, plan::Machine& machine) {
    std::string out;
    for (const Stage& stage : stages)
        for (const plan::DiskPhase& phase : stage.phases())
            if (phase.concerns(config) && !plan_phase(phase, stage.name, config, machine, out))
                return out;
    return out.empty() ? "nothing to do\n" : out;
}

std::string read(const std::filesystem::path& path) {
    auto text = system::read_small_file(path.string());
    return text ? *std::move(text) : std::string{};
}

std::set<std::filesystem::path> folders() {
    std::set<std::filesystem::path> out;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{CASES_DIRECTORY, failed})
        out.insert(entry.path());
    return out;
}

} // namespace

TEST_CASE("every case comes to the plan that is written down", "[plan][golden]") {
    const auto all = folders();
    REQUIRE(all.size() > 20); // an empty directory would pass
    for (const std::filesystem::path& folder : all) {
        INFO(folder.filename().string());
        const config::Parsed parsed = config::parse(read(folder / "config.ign"));
        INFO((parsed.report.findings().empty() ? std::string{} : parsed.report.findings().front().text));
        REQUIRE(parsed.config);
        auto machine = probe::read_machine(read(folder / "machine.json"));
        INFO((machine ? std::string{} : machine.error().describe()));
        REQUIRE(machine);

        const std::string text = planned(*parsed.config, *machine);

        if (std::getenv("IGNITE_WRITE_CASES") && !std::filesystem::exists(folder / "expected.plan"))
            REQUIRE(system::replace_small_file((folder / "expected.plan").string(), text, 0644));
        CHECK(text == read(folder / "expected.plan"));
    }
}
