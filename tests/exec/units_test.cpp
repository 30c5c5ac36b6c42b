#include "files_stage.h"

#include <set>
#include <sstream>

using namespace ignite;
using namespace ignite::tests;

namespace {

struct Units {
    Scratch scratch;
    FakeProcesses processes;
    FilesStage stage{scratch.path(), processes};

    Result<void> run(std::string_view units) {
        return stage.run(config_with(cat(R"("systemd":{"units":[)", units, "]}")));
    }
    std::string preset() const { return scratch.text("/etc/systemd/system-preset/20-ignition.preset"); }
    std::string link(const std::string& path) const {
        char text[256] = {};
        return ::readlink((scratch / path).c_str(), text, sizeof text - 1) < 0 ? "" : text;
    }
};

// Says a line for each unit until one is not there, as systemd 252 does.
void answer_as_systemctl(FakeProcesses& processes, std::set<std::string>& enabled) {
    processes.answer = [&enabled](const std::string& line) -> Result<system::Outcome> {
        std::istringstream words{line};
        std::string word, verb;
        words >> word >> word >> word >> verb;
        system::Outcome outcome{.status = verb == "disable" ? 0 : 1, .out = {}, .err = {}};
        while (words >> word) {
            if (verb == "disable")
                enabled.erase(word);
            else if (!enabled.contains(word))
                break;
            else {
                outcome.out += "enabled\n";
                outcome.status = 0;
            }
        }
        return outcome;
    };
}

} // namespace

TEST_CASE("a unit, its drop-ins and its preset are written", "[exec][units]") {
    Units t;

    REQUIRE(t.run(R"({"name":"example.service","enabled":true,"contents":"[Service]\n[Install]\nWantedBy=a\n",
                      "dropins":[{"name":"x.conf","contents":"[Service]\n"},{"name":"empty.conf","contents":""},
                                 {"name":"none.conf"}]})"));

    CHECK(t.scratch.text("/etc/systemd/system/example.service") == "[Service]\n[Install]\nWantedBy=a\n");
    CHECK((t.scratch.look("/etc/systemd/system/example.service").st_mode & 07777) == 0644);
    CHECK(t.scratch.text("/etc/systemd/system/example.service.d/x.conf") == "[Service]\n");
    CHECK(t.scratch.has("/etc/systemd/system/example.service.d/empty.conf"));
    CHECK_FALSE(t.scratch.has("/etc/systemd/system/example.service.d/none.conf"));
    CHECK(t.preset() == "enable example.service\n");
    CHECK(t.stage.sink.has("op(1): op(2): [started]  writing systemd drop-in \"x.conf\" at \"" +
                           t.scratch.path() + "/etc/systemd/system/example.service.d/x.conf\""));
}

TEST_CASE("a preset that is there already is not added once more", "[exec][units]") {
    Units t;
    t.scratch.file("/etc/systemd/system-preset/20-ignition.preset",
                   "enable a.service\nenable b.service.old\n");

    REQUIRE(t.run(R"({"name":"a.service","enabled":true},{"name":"b.service","enabled":true})"));

    CHECK(t.preset() == "enable a.service\nenable b.service.old\nenable b.service\n");
}

TEST_CASE("presets are sorted, and instances of a template share a line", "[exec][units]") {
    Units t;

    REQUIRE(t.run(R"({"name":"zoo.service","enabled":true},{"name":"echo@bar.service","enabled":true},
                     {"name":"a.timer","enabled":true},{"name":"echo@foo.service","enabled":true},
                     {"name":"echo@.service","contents":"[Service]\n"},{"name":"b.service"})"));

    CHECK(t.preset() == "enable a.timer\nenable echo@.service bar foo\nenable zoo.service\n");
    CHECK(t.processes.lines.empty());
}

TEST_CASE("presets begin on a line of their own", "[exec][units]") {
    Units t;
    t.scratch.file("/etc/systemd/system-preset/20-ignition.preset", "enable sshd.service");

    REQUIRE(t.run(R"({"name":"a.timer","enabled":true})"));

    CHECK(t.preset() == "enable sshd.service\nenable a.timer\n");
}

TEST_CASE("presets are put behind what a file of the same config says, wherever the run was cut off",
          "[exec][units]") {
    const std::string config = config_with(
        R"("storage":{"files":[{"path":"/etc/systemd/system-preset/20-ignition.preset",
                                "contents":{"source":"data:,disable%20sshd.service%0A"}}]},
           "systemd":{"units":[{"name":"a.timer","enabled":true},{"name":"b.timer","enabled":true}]})");
    for (std::size_t stop = 0;; ++stop) {
        Units t;
        INFO("cut off before step " << stop);
        if (t.stage.run(config, stop)) {
            CHECK(stop > 4);
            break;
        }

        REQUIRE(t.stage.run(config));

        CHECK(t.preset() == "disable sshd.service\nenable a.timer\nenable b.timer\n");
    }
}

TEST_CASE("of many units, one is disabled only if it was enabled", "[exec][units]") {
    Units t;
    std::set<std::string> enabled = {"on.service", "other.service"};
    answer_as_systemctl(t.processes, enabled);
    for (const char* name : {"on", "off", "other"})
        t.scratch.file(cat("/usr/lib/systemd/system/", name, ".service"), "[Service]\n");

    REQUIRE(t.run(R"({"name":"on.service","enabled":false},{"name":"off.service","enabled":false},
                     {"name":"gone1.service","enabled":false},{"name":"gone2.service","enabled":false},
                     {"name":"gone3.service","enabled":false},{"name":"gone4.service","enabled":false},
                     {"name":"gone5.service","enabled":false},{"name":"gone6.service","enabled":false},
                     {"name":"other.service","enabled":false})"));

    CHECK(enabled.empty());
    CHECK(t.preset() == "disable on.service\ndisable other.service\n");
    const std::string systemctl = "systemctl --root " + t.scratch.path();
    // Not about a unit that is nowhere. An old tool stops at the first that it does not find.
    CHECK(t.processes.lines[0] == systemctl + " is-enabled on.service off.service other.service");
    CHECK(t.processes.lines[1] == systemctl + " is-enabled off.service");
    CHECK(t.processes.lines[2] == systemctl + " is-enabled other.service");
}

TEST_CASE("a unit is enabled by what systemctl ends with, whatever it says", "[exec][units]") {
    Units t;
    bool disabled = false;
    t.processes.answer = [&](const std::string& line) -> Result<system::Outcome> {
        disabled = disabled || line.find(" disable ") != std::string::npos;
        const bool is_off = disabled || line.find("on.service") == std::string::npos;
        return system::Outcome{
            .status = line.find(" is-enabled ") != std::string::npos && is_off, .out = {}, .err = {}};
    };
    for (const char* name : {"on", "off", "never"})
        t.scratch.file(cat("/usr/lib/systemd/system/", name, ".service"), "[Service]\n");

    REQUIRE(t.run(R"({"name":"off.service","enabled":false},{"name":"on.service","enabled":false},
                     {"name":"never.service","enabled":false})"));

    CHECK(t.preset() == "disable on.service\n");
}

TEST_CASE("masks are made and removed, and only masks are removed", "[exec][units]") {
    Units t;
    t.scratch.link("/etc/systemd/system/masked.service", "/dev/null");
    t.scratch.link("/etc/systemd/system/linked.service", "/usr/lib/other.service");
    t.scratch.file("/etc/systemd/system/present.service", "old");

    REQUIRE(t.run(R"({"name":"masked.service","mask":false},{"name":"linked.service","mask":false},
                     {"name":"present.service","mask":true},{"name":"nowhere.service","mask":true},
                     {"name":"gone.service","mask":false},
                     {"name":"both.service","mask":true,"contents":"[Service]\n"})"));

    CHECK_FALSE(t.scratch.has("/etc/systemd/system/masked.service"));
    CHECK(t.link("/etc/systemd/system/linked.service") == "/usr/lib/other.service");
    CHECK(t.link("/etc/systemd/system/present.service") == "/dev/null");
    CHECK(t.link("/etc/systemd/system/nowhere.service") == "/dev/null");
    CHECK_FALSE(t.scratch.has("/etc/systemd/system/gone.service"));
    CHECK(t.link("/etc/systemd/system/both.service") == "/dev/null");
}

TEST_CASE("a unit replaces a link without following it", "[exec][units]") {
    Units t;
    t.scratch.file("/usr/lib/systemd/system/a.service", "vendor");
    t.scratch.link("/etc/systemd/system/a.service", "/usr/lib/systemd/system/a.service");

    REQUIRE(t.run(R"({"name":"a.service","mask":false,"contents":"[Service]\n"})"));

    CHECK(t.scratch.text("/etc/systemd/system/a.service") == "[Service]\n");
    CHECK(t.scratch.text("/usr/lib/systemd/system/a.service") == "vendor");
}

TEST_CASE("what a cut-off disabling leaves is tidied up, and nothing else", "[exec][units][cut]") {
    Units t;
    t.scratch.directory("/etc/systemd/system/empty.target.wants");
    t.scratch.file("/etc/systemd/system/full.target.wants/other.service", "");
    t.scratch.file("/usr/lib/systemd/system/on.service", "[Service]\n");
    std::set<std::string> enabled = {"on.service"};
    answer_as_systemctl(t.processes, enabled);
    const std::string units = config_with(R"("systemd":{"units":[{"name":"on.service","enabled":false}]})");
    REQUIRE_FALSE(t.stage.run(units, 2)); // remembered, disabled, and then no line

    REQUIRE(t.stage.run(units));

    CHECK(t.preset() == "disable on.service\n");
    CHECK_FALSE(t.scratch.has("/etc/systemd/system/empty.target.wants"));
    CHECK(t.scratch.has("/etc/systemd/system/full.target.wants/other.service"));
}

TEST_CASE("many units are disabled by one call of the tool, a few by one each", "[exec][units]") {
    Units t;
    const std::string disable = cat("systemctl --root ", t.scratch.path(), " disable");
    std::vector<plan::Step> steps;
    std::string all = disable;
    for (const char letter : std::string_view{"abcdefghi"}) {
        steps.emplace_back(plan::DisableUnit{std::string{letter} + ".service"});
        all += cat(" ", std::string{letter}, ".service");
    }

    REQUIRE(exec::apply(std::span{steps}.first(2), t.stage.hands));
    REQUIRE(exec::apply(steps, t.stage.hands));

    CHECK(t.processes.lines == std::vector{disable + " a.service", disable + " b.service", all});
}
