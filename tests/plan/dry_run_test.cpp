// What a dry run says beyond the plans of single phases, which golden_cases_test.cpp compares.
#include "ignite/config/parse.h"
#include "ignite/plan/dry_run.h"
#include "machines.h"

#include <algorithm>
#include <chrono>

using namespace ignite;
using namespace ignite::tests;

namespace {

Result<plan::RootTree> know_nothing(const plan::Questions&) { return plan::RootTree{}; }

config::Config parsed(const std::string& sections) {
    config::Parsed parsed = config::parse(cat(R"({"ignition": {"version": "3.4.0"}, )", sections, "}"));
    REQUIRE(parsed.config);
    return *std::move(parsed.config);
}

plan::DryRun dry(const config::Config& config, plan::Machine machine = {},
                 const plan::LookAtRoot& look = know_nothing) {
    return plan::run_dry(config, std::move(machine), drawn(), {}, look);
}

std::vector<std::string> steps_of(const plan::DryRun& run, std::string_view stage) {
    std::vector<std::string> out;
    for (const plan::DryPhase& phase : run.phases)
        if (phase.stage == stage)
            out.insert(out.end(), phase.steps.begin(), phase.steps.end());
    return out;
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
    return std::ranges::find(lines, line) != lines.end();
}

constexpr const char* home_on_a_disk = R"("storage": {
    "disks": [{"device": "/dev/vda", "partitions": [{"number": 1, "label": "home"}]}],
    "filesystems": [{"device": "/dev/vda1", "format": "ext4", "path": "/home"}],
    "files": [{"path": "/home/core/a", "user": {"name": "core"}}, {"path": "/etc/b", "user": {"name": "other"}}]},
    "passwd": {"users": [{"name": "core"}]}, "kernelArguments": {"shouldExist": ["quiet"]})";

} // namespace

TEST_CASE("a dry run goes through all stages in the order of the boot", "[plan][dry]") {
    const plan::DryRun run = dry(parsed(home_on_a_disk), machine_with(disk(64)));

    INFO((run.end ? run.end->error.describe() : ""));
    REQUIRE_FALSE(run.end);
    std::vector<std::string_view> stages;
    for (const plan::DryPhase& phase : run.phases)
        if (stages.empty() || stages.back() != phase.stage)
            stages.push_back(phase.stage);
    CHECK(stages == std::vector<std::string_view>{"kargs", "disks", "mount", "files", "umount"});
    CHECK(has(steps_of(run, "mount"), R"(mount /dev/vda1 at /home as ext4, creating "/home")"));
    CHECK(has(steps_of(run, "files"), "add user core"));
    CHECK(has(steps_of(run, "umount"), "unmount /home"));
    REQUIRE(run.after.disks.size() == 1);
    CHECK(run.after.disks[0].partitions.size() == 1);
}

TEST_CASE("what is not known is taken as not there, and said", "[plan][dry]") {
    const plan::DryRun run = dry(parsed(home_on_a_disk), machine_with(disk(64)));

    REQUIRE(run.assumptions.size() == 2);
    CHECK(run.assumptions[0] == "nothing is known of the directories to mount on: taken as missing");
    CHECK(run.assumptions[1].starts_with("nothing is known of /etc/"));
}

TEST_CASE("below a filesystem that is yet to be mounted nothing of the old tree counts", "[plan][dry]") {
    plan::Machine machine = machine_with(disk(64));
    machine.blocks.places.push_back({.path = "/home"});
    const plan::LookAtRoot look = [](const plan::Questions& questions) -> Result<plan::RootTree> {
        plan::RootTree tree;
        for (const std::string& path : questions.paths) {
            CHECK_FALSE(path.starts_with("/home/")); // nobody can look there
            const plan::NodeState there{.kind = plan::NodeKind::file, .mode = 0644};
            tree.nodes[path] = {.path = path, .now = there, .before = there};
        }
        return tree;
    };
    config::Config config = parsed(home_on_a_disk);
    config.storage.files.pop_back();

    CHECK_FALSE(dry(config, machine, look).end);

    config.storage.filesystems.clear();
    const plan::DryRun uncovered = dry(config, machine, [](const plan::Questions& questions) {
        plan::RootTree tree;
        for (const std::string& path : questions.paths)
            tree.nodes[path] = {.path = path,
                                .now = {.kind = plan::NodeKind::directory},
                                .before = {.kind = plan::NodeKind::directory}};
        return Result<plan::RootTree>{tree};
    });
    REQUIRE(uncovered.end);
    CHECK(uncovered.end->stage == "files");
    CHECK(uncovered.end->error.fault() == Fault::refused);
}

TEST_CASE("a filesystem that is there already and mounted is not known from inside", "[plan][dry]") {
    plan::Machine machine = machine_with(disk(64, {partition(1, 1, 32, "home")}));
    machine.blocks.devices.push_back(
        {.device = "/dev/vda1", .node = "/dev/vda1", .signature = plan::Signature{"ext4", "", ""}});

    const plan::DryRun run = dry(parsed(home_on_a_disk), machine);

    CHECK(has(run.assumptions,
              "what is on /dev/vda1 is not known before it is mounted at /home: taken as empty"));
}

TEST_CASE("a dry run ends where the real one would", "[plan][dry]") {
    plan::Machine machine = machine_with(disk(64, {partition(1, 1, 8, "home")}));
    machine.blocks.devices.push_back(
        {.device = "/dev/vda1", .node = "/dev/vda1", .signature = plan::Signature{"xfs", "", ""}});

    const plan::DryRun run = dry(parsed(home_on_a_disk), machine);

    REQUIRE(run.end);
    CHECK(run.end->stage == "disks");
    CHECK(run.end->phase == "createFilesystems");
    CHECK(run.end->error.fault() == Fault::refused);
    CHECK(steps_of(run, "mount").empty());
    CHECK(steps_of(run, "files").empty());
}

TEST_CASE("what many phases ask of the root is handed out for saving", "[plan][dry]") {
    const plan::LookAtRoot look = [](const plan::Questions& questions) -> Result<plan::RootTree> {
        plan::RootTree tree;
        for (const std::string& path : questions.paths)
            tree.nodes[path] = {.path = path};
        for (const std::string& name : questions.users)
            tree.users[name] = {.exists = true, .uid = 1};
        return tree;
    };

    const plan::DryRun run =
        dry(parsed(R"("storage": {"files": [{"path": "/a", "user": {"name": "x"}}]})"), {}, look);

    CHECK(run.found.nodes.contains("/a"));
    CHECK(run.found.nodes.contains("/etc/.ignition-result.json"));
    CHECK(run.found.users.at("x").exists);
}

TEST_CASE("on a machine that a run has finished, what a run leaves of itself is nothing to do",
          "[plan][dry]") {
    constexpr const char* data = R"("storage": {
        "filesystems": [{"device": "/dev/vda", "format": "ext4", "path": "/data"}]})";
    plan::Machine machine;
    machine.blocks.devices.push_back({.device = "/dev/vda", .signature = plan::Signature{"ext4", "", ""}});
    machine.blocks.places.push_back({.path = "/data", .mounted = {"/dev/vda"}});
    const auto look_for = [](const std::optional<std::string>& report) {
        return [report](const plan::Questions& questions) -> Result<plan::RootTree> {
            plan::RootTree tree;
            for (const std::string& path : questions.paths)
                tree.nodes[path] = {.path = path};
            if (questions.report)
                tree.report = report;
            return tree;
        };
    };

    const plan::DryRun fresh = dry(parsed(data), machine, look_for(std::nullopt));
    CHECK(has(steps_of(fresh, "files"), "write result file /etc/.ignition-result.json"));
    CHECK(has(steps_of(fresh, "umount"), "unmount /data"));

    const plan::DryRun finished = dry(parsed(data), machine, look_for("{}"));
    REQUIRE_FALSE(finished.end);
    CHECK(finished.phases.empty());
}
