#include "files_stage.h"

#include <cstdio>

using namespace ignite;
using namespace ignite::tests;

namespace {

// Everything the root holds, in one text: kinds, owners, modes, link texts, and what is in the files.
std::string listing(const Scratch& scratch) {
    const std::string command = "cd '" + scratch.path() +
                                "' && find . -printf '%y %m %U:%G %n %p -> %l\\n' | sort && "
                                "find . -type f -print0 | sort -z | xargs -0 sha256sum";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string text;
    char bytes[4096];
    while (const std::size_t got = std::fread(bytes, 1, sizeof bytes, pipe))
        text.append(bytes, got);
    ::pclose(pipe);
    return text;
}

void put_down_what_was_there(const Scratch& scratch) {
    scratch.file("/etc/hosts", "127.0.0.1 localhost\n");
    scratch.file("/etc/replaced", "old");
    scratch.file("/dir/old", "old");
    scratch.link("/etc/link", "/usr/old");
    scratch.file("/etc/systemd/system-preset/20-ignition.preset", "enable before.service\n");
    scratch.link("/etc/systemd/system/masked.service", "/dev/null");
    scratch.file("/etc/.ignition-result.json", "{\"a\":1}");
}

// Every kind of node and unit.
constexpr const char* everything = R"(
    "storage":{
      "directories":[{"path":"/dir","overwrite":true},{"path":"/made/deep","mode":448}],
      "files":[{"path":"/etc/hosts","append":[{"source":"data:,10.0.0.1%20a%0A"},{"source":"data:,10.0.0.2%20b%0A"}]},
               {"path":"/etc/replaced","overwrite":true,"contents":{"source":"data:,new"}},
               {"path":"/made/deep/file","contents":{"source":"data:,contents"},"mode":384},
               {"path":"/made/appended","append":[{"source":"data:,piece"}]},
               {"path":"/dir/below","contents":{"source":"data:,x"}}],
      "links":[{"path":"/etc/link","overwrite":true,"target":"/new"},{"path":"/made/soft","target":"deep/file"},
               {"path":"/made/hard","hard":true,"target":"/made/deep/file"}]},
    "systemd":{"units":[
      {"name":"a.service","enabled":true,"contents":"[Service]\n[Install]\nWantedBy=a\n",
       "dropins":[{"name":"x.conf","contents":"[Service]\n"}]},
      {"name":"masked.service","mask":false},{"name":"other.service","mask":true},
      {"name":"on.service","enabled":false},{"name":"b.service","enabled":true}]})";

// on.service is enabled until somebody disables it, as the link says.
void answer_for_systemctl(FakeProcesses& processes, const Scratch& scratch) {
    scratch.file("/etc/on-is-enabled", "");
    scratch.file("/usr/lib/systemd/system/on.service", "[Service]\n");
    processes.answer = [&scratch](const std::string& line) -> Result<system::Outcome> {
        if (line.starts_with("is-live-image"))
            return system::Outcome{.status = 1, .out = {}, .err = {}};
        if (line.ends_with(" disable on.service"))
            ::unlink((scratch / "/etc/on-is-enabled").c_str());
        if (line.ends_with(" is-enabled on.service"))
            return scratch.has("/etc/on-is-enabled")
                       ? system::Outcome{.status = 0, .out = "enabled\n", .err = {}}
                       : system::Outcome{.status = 1, .out = {}, .err = {}};
        return system::Outcome{};
    };
}

} // namespace

TEST_CASE("a stage that was cut off between any two steps and run again makes the same tree", "[exec][cut]") {
    const std::string config = config_with(everything);
    const Scratch uncut;
    std::size_t steps = 0;
    {
        put_down_what_was_there(uncut);
        FakeProcesses processes;
        answer_for_systemctl(processes, uncut);
        FilesStage stage{uncut.path(), processes};
        const Result<void> done = stage.run(config);
        REQUIRE(done);
        steps = stage.done;
    }
    REQUIRE(steps > 15);

    for (std::size_t cut = 1; cut < steps; ++cut) {
        CAPTURE(cut);
        const Scratch scratch;
        put_down_what_was_there(scratch);
        FakeProcesses processes;
        answer_for_systemctl(processes, scratch);
        FilesStage first{scratch.path(), processes};
        REQUIRE_FALSE(first.run(config, cut));
        FilesStage second{scratch.path(), processes};
        second.given.boot_id = "22222222-2222-2222-2222-222222222222";

        const Result<void> done = second.run(config);

        INFO((done ? "" : done.error().describe()));
        REQUIRE(done);
        // The boot that finished it is another one.
        std::string result = scratch.text("/etc/.ignition-result.json");
        const std::size_t at = result.find("22222222-2222-2222-2222-222222222222");
        REQUIRE(at != std::string::npos);
        scratch.file("/etc/.ignition-result.json", result.replace(at, 36, first.given.boot_id));
        CHECK(listing(scratch) == listing(uncut));
    }
}

TEST_CASE("what was there before is still refused after a run that was cut off", "[exec][cut]") {
    const Scratch scratch;
    FakeProcesses processes;
    FilesStage stage{scratch.path(), processes};
    const std::string first =
        config_with(R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,x"}}]})");
    const std::string second =
        config_with(R"("storage":{"files":[{"path":"/a","contents":{"source":"data:,x"}},
                                             {"path":"/theirs","contents":{"source":"data:,x"}}]})");
    scratch.file("/theirs", "old");
    REQUIRE_FALSE(stage.run(first, 2));
    REQUIRE(scratch.has("/a"));
    REQUIRE(scratch.has("/etc/.ignition-unfinished"));

    const Result<void> done = stage.run(second);

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::refused);
    CHECK(scratch.text("/theirs") == "old");
}

TEST_CASE("a record is kept until the first-boot mark goes, and then counts for other boots only",
          "[exec][cut]") {
    const Scratch scratch;
    FakeProcesses processes;
    FilesStage stage{scratch.path(), processes};
    const std::string config = config_with(
        R"("storage":{"files":[{"path":"/a","append":[{"source":"data:,x"}],"contents":{"source":"data:,y"}}]})");
    REQUIRE_FALSE(stage.run(config, 2));
    REQUIRE(exec::conclude_tree(stage.hands, exec::RecordFate::kept_until_mark_goes, stage.given.boot_id));

    CHECK(stage.run(config).error().fault() == Fault::refused); // the same boot: on purpose
    FilesStage next_boot{scratch.path(), processes};
    next_boot.given.boot_id = "33333333-3333-3333-3333-333333333333";
    CHECK(next_boot.run(config));
    CHECK(scratch.text("/a") == "yx");
}
