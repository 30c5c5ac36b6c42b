// Plans as text: every folder of tests/plan/cases holds a config, a machine and the plan that follows, of the
// stages kargs, disks and mount, run dry. A new behaviour starts as a new folder; IGNITE_WRITE_CASES=1 writes
// the plans that are not there yet, to be read before they are kept.
#include "ignite/config/parse.h"
#include "ignite/plan/dry_run.h"
#include "ignite/probe/machine_json.h"
#include "ignite/system/small_file.h"
#include "machines.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

using namespace ignite;

namespace {

std::string title_of(std::string_view stage, std::string_view phase) {
    return phase.empty() ? cat(stage, ": ") : cat(stage, ": ", phase, ": ");
}

// The stages before the new root is written to.
bool is_golden(std::string_view stage) { return stage != "files" && stage != "umount"; }

std::string planned(const config::Config& config, const plan::Machine& machine) {
    const plan::LookAtRoot nothing = [](const plan::Questions&) { return Result<plan::RootTree>{}; };
    const plan::DryRun run = plan::run_dry(config, machine, tests::drawn(), {}, nothing);
    std::string out;
    for (const plan::DryPhase& phase : run.phases) {
        if (!is_golden(phase.stage))
            continue;
        const std::string prefix = title_of(phase.stage, phase.name);
        for (const std::string& warning : phase.warnings)
            out += cat(prefix, "warning: ", warning, "\n");
        for (const std::string& step : phase.steps)
            out += cat(prefix, step, "\n");
    }
    if (run.end && is_golden(run.end->stage))
        out += cat(title_of(run.end->stage, run.end->phase), "refused: ", run.end->error.describe(), "\n");
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
        const auto machine = probe::read_machine(read(folder / "machine.json"));
        INFO((machine ? std::string{} : machine.error().describe()));
        REQUIRE(machine);

        const std::string text = planned(*parsed.config, *machine);

        if (std::getenv("IGNITE_WRITE_CASES") && !std::filesystem::exists(folder / "expected.plan"))
            REQUIRE(system::replace_small_file((folder / "expected.plan").string(), text, 0644));
        CHECK(text == read(folder / "expected.plan"));
    }
}
