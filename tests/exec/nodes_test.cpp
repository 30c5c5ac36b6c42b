#include "files_stage.h"

#include <sys/stat.h>

using namespace ignite;
using namespace ignite::tests;

namespace {

struct Nodes {
    Scratch scratch;
    FakeProcesses processes;
    FilesStage stage{scratch.path(), processes};

    Result<void> run(std::string_view storage) {
        return stage.run(config_with(cat(R"("storage":{)", storage, "}")));
    }
    std::string link(const std::string& path) const {
        char text[256] = {};
        return ::readlink((scratch / path).c_str(), text, sizeof text - 1) < 0 ? "" : text;
    }
    mode_t mode(const std::string& path) const { return scratch.look(path).st_mode & 07777; }
};

} // namespace

TEST_CASE("a file is written with its parents, contents and mode", "[exec][nodes]") {
    Nodes t;

    REQUIRE(t.run(R"("files":[{"path":"/foo/bar","contents":{"source":"data:,hello%20there"}},
                              {"path":"/foo/run","mode":493,"contents":{"source":"data:;base64,aGk="}}])"));

    CHECK(t.scratch.text("/foo/bar") == "hello there");
    CHECK(t.mode("/foo/bar") == 0644);
    CHECK(t.mode("/foo") == 0755);
    CHECK(t.scratch.text("/foo/run") == "hi");
    CHECK(t.mode("/foo/run") == 0755);
    CHECK_FALSE(t.scratch.has("/etc/.ignition-unfinished"));
    CHECK(t.stage.sink.has("createFilesystemsFiles: createFiles: op(1): [started]  writing file \"" +
                           t.scratch.path() + "/foo/bar\""));
}

TEST_CASE("a file without a source is empty, or the one that is there", "[exec][nodes]") {
    Nodes t;
    t.scratch.file("/kept", "old");
    ::chmod((t.scratch / "/kept").c_str(), 0640);

    REQUIRE(t.run(R"("files":[{"path":"/new"},{"path":"/kept","mode":384}])"));

    CHECK(t.scratch.has("/new"));
    CHECK(t.scratch.text("/new").empty());
    CHECK(t.scratch.text("/kept") == "old");
    CHECK(t.mode("/kept") == 0600);
}

TEST_CASE("pieces are appended in order to a new file and to one that is there", "[exec][nodes]") {
    Nodes t;
    t.scratch.file("/kept", "one\n");

    REQUIRE(
        t.run(R"("files":[{"path":"/kept","append":[{"source":"data:,two%0A"},{"source":"data:,three%0A"}]},
                              {"path":"/new","contents":{"source":"data:,a"},"append":[{"source":"data:,b"}]},
                              {"path":"/only","append":[{"source":"data:,x"}]}])"));

    CHECK(t.scratch.text("/kept") == "one\ntwo\nthree\n");
    CHECK(t.scratch.text("/new") == "ab");
    CHECK(t.scratch.text("/only") == "x");
    CHECK(t.mode("/only") == 0644);
}

TEST_CASE("what is in the way is refused before anything is written", "[exec][nodes]") {
    struct Way {
        const char* given;   // "file", "directory" or "link"
        const char* section; // for /there
    };
    const auto [given, section] = GENERATE(
        Way{"file", R"("files":[{"path":"/there","contents":{"source":"data:,new"}})"},
        Way{"link", R"("files":[{"path":"/there"})"}, Way{"directory", R"("files":[{"path":"/there"})"},
        Way{"file", R"("directories":[{"path":"/there"})"},
        Way{"link", R"("directories":[{"path":"/there"})"},
        Way{"link", R"("links":[{"path":"/there","target":"/other"})"},
        Way{"directory", R"("links":[{"path":"/there","target":"/other"})"},
        Way{"file", R"("links":[{"path":"/there","target":"/a","hard":true})"});
    CAPTURE(given, section);
    Nodes t;
    t.scratch.file("/a", "a");
    if (std::string_view{given} == "file")
        t.scratch.file("/there", "old");
    else if (std::string_view{given} == "link")
        t.scratch.link("/there", "/somewhere");
    else
        t.scratch.file("/there/below", "old");

    const Result<void> done = t.run(cat(section, R"(,{"path":"/zz","target":"/x"}])"));

    REQUIRE_FALSE(done);
    CHECK(done.error().fault() == Fault::refused);
    CHECK(done.error().position());
    CHECK_FALSE(t.scratch.has("/zz"));
}

TEST_CASE("overwriting removes whatever is there, and follows nothing", "[exec][nodes]") {
    Nodes t;
    t.scratch.file("/usr/rofile", "vendor");
    t.scratch.link("/etc/file", "/usr/rofile");
    t.scratch.file("/dir/old/deep", "old");
    t.scratch.file("/was-file", "old");
    t.scratch.file("/replaced/x", "old");

    REQUIRE(t.run(R"("files":[{"path":"/etc/file","overwrite":true,"contents":{"source":"data:,mine"}},
                              {"path":"/dir/fresh","contents":{"source":"data:,f"}},
                              {"path":"/replaced","overwrite":true,"contents":{"source":"data:,r"}}],
                     "directories":[{"path":"/dir","overwrite":true},{"path":"/was-file","overwrite":true}])"));

    CHECK(t.scratch.text("/etc/file") == "mine");
    CHECK(S_ISREG(t.scratch.look("/etc/file").st_mode));
    CHECK(t.scratch.text("/usr/rofile") == "vendor");
    CHECK_FALSE(t.scratch.has("/dir/old"));
    CHECK(t.scratch.text("/dir/fresh") == "f");
    CHECK(S_ISDIR(t.scratch.look("/was-file").st_mode));
    CHECK(t.scratch.text("/replaced") == "r");
}

TEST_CASE("a file below a directory that is made anew is not in its own way", "[exec][nodes]") {
    Nodes t;
    t.scratch.file("/dir/file", "old");

    REQUIRE(t.run(R"("directories":[{"path":"/dir","overwrite":true}],
                     "files":[{"path":"/dir/file","contents":{"source":"data:,new"}}])"));

    CHECK(t.scratch.text("/dir/file") == "new");
}

TEST_CASE("links are written as given, hard ones last", "[exec][nodes]") {
    Nodes t;
    t.scratch.file("/target", "t");
    t.scratch.link("/right", "/a/../target");

    REQUIRE(t.run(R"("files":[{"path":"/deep/er/file","contents":{"source":"data:,x"}}],
                     "links":[{"path":"/hard","hard":true,"target":"/deep/er/file"},
                              {"path":"/soft","target":"../odd//path"},{"path":"/right","target":"/target"}])"));

    CHECK(t.link("/soft") == "../odd//path");
    CHECK(t.scratch.look("/hard").st_ino == t.scratch.look("/deep/er/file").st_ino);
    CHECK(t.link("/right") == "/a/../target"); // means the same: left alone
}

TEST_CASE("a second run over the same root is refused, and a hard link that is right stays",
          "[exec][nodes]") {
    Nodes t;
    const char* link = R"("links":[{"path":"/hard","hard":true,"target":"/file"}])";
    t.scratch.file("/file", "x");
    REQUIRE(t.run(link));
    REQUIRE(t.run(link));
    const char* file = R"("files":[{"path":"/new","contents":{"source":"data:,x"}}])";
    REQUIRE(t.run(file));

    CHECK(t.run(file).error().fault() == Fault::refused);
}

TEST_CASE("two entries that are the same node are refused, and both are named", "[exec][nodes]") {
    Nodes t;
    t.scratch.link("/foo", "/");

    const Result<void> done = t.run(R"("files":[{"path":"/foo/bar/baz"},{"path":"/bar/baz"}])");

    REQUIRE_FALSE(done);
    CHECK(done.error().describe() == "/foo/bar/baz and /bar/baz are both /bar/baz in the new root");
    CHECK_FALSE(t.scratch.has("/bar"));
}

TEST_CASE("what cannot be had leaves nothing under the final name", "[exec][nodes]") {
    Nodes t;

    const Result<void> done =
        t.run(R"("files":[{"path":"/dir/file","contents":{"source":"data:,abc","verification":{"hash":
        "sha256-0000000000000000000000000000000000000000000000000000000000000000"}}}])");

    REQUIRE_FALSE(done);
    CHECK_FALSE(t.scratch.has("/dir/file"));
    CHECK(t.stage.sink.has("CRITICAL: createFilesystemsFiles: createFiles: op(1): [failed]   writing file"));
}

TEST_CASE("owners come first, so that special bits survive", "[exec][nodes][root]") {
    if (::geteuid() != 0) {
        WARN("skipped: needs root");
        return;
    }
    Nodes t;
    t.scratch.file("/kept", "");
    REQUIRE(::chown((t.scratch / "/kept").c_str(), 7, 8) == 0);

    REQUIRE(t.run(R"("files":[{"path":"/su","mode":3565,"user":{"id":500},"group":{"id":501}},
                              {"path":"/kept","group":{"id":9},"mode":1517}],
                     "directories":[{"path":"/sticky","mode":1023,"user":{"id":500}}],
                     "links":[{"path":"/soft","target":"/nowhere","user":{"id":500}}])"));

    CHECK(t.mode("/su") == 06755);
    CHECK(t.scratch.look("/su").st_uid == 500);
    CHECK(t.scratch.look("/su").st_gid == 501);
    CHECK(t.mode("/kept") == 02755);
    CHECK(t.scratch.look("/kept").st_uid == 7);
    CHECK(t.scratch.look("/kept").st_gid == 9);
    CHECK(t.mode("/sticky") == 01777);
    CHECK(t.scratch.look("/soft").st_uid == 500);
    CHECK(t.scratch.look("/soft").st_gid == 0);
}

TEST_CASE("owners by name are those of the new root", "[exec][nodes][root]") {
    if (::geteuid() != 0) {
        WARN("skipped: needs root");
        return;
    }
    Nodes t;
    t.scratch.file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nbuilder:x:4321:77::/home/builder:/bin/sh\n");
    t.scratch.file("/etc/group", "root:x:0:\nworkers:x:5432:\n");

    REQUIRE(t.run(R"("files":[{"path":"/theirs","user":{"name":"builder"},"group":{"name":"workers"}}])"));
    const Result<void> unknown = t.run(R"("files":[{"path":"/no","user":{"name":"daemon"}}])");

    CHECK(t.scratch.look("/theirs").st_uid == 4321);
    CHECK(t.scratch.look("/theirs").st_gid == 5432);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().describe() == "there is no user daemon in the new root");
}

TEST_CASE("a path never leads out of the root", "[exec][nodes]") {
    Nodes t;
    const Scratch outside;
    t.scratch.link("/away", outside.path());
    t.scratch.link("/up", "../../../../../../../tmp");

    REQUIRE(t.run(R"("files":[{"path":"/away/file","contents":{"source":"data:,x"}},
                              {"path":"/up/ignite-escaped","contents":{"source":"data:,x"}}])"));

    CHECK_FALSE(outside.has("/file"));
    CHECK(t.scratch.text(outside.path() + "/file") == "x");
    CHECK(t.scratch.text("/tmp/ignite-escaped") == "x");
    CHECK(::access("/tmp/ignite-escaped", F_OK) != 0);
}

TEST_CASE("the result says which boot it was, and nests the one before", "[exec][result]") {
    Nodes t;
    REQUIRE(t.run(""));
    CHECK(t.scratch.text("/etc/.ignition-result.json") == R"({
  "provisioningBootID": "11111111-1111-1111-1111-111111111111",
  "provisioningDate": "2026-01-02T03:04:05Z",
  "userConfigProvided": true
}
)");
    CHECK(t.mode("/etc/.ignition-result.json") == 0600);
    t.processes.answer = [](const std::string&) {
        return Result<system::Outcome>{fail(Fault::absent, "no such tool")};
    };
    t.stage.given.date = "2027-01-02T03:04:05Z";

    REQUIRE(t.run(""));

    CHECK(t.scratch.text("/etc/.ignition-result.json") == R"({
  "provisioningBootID": "11111111-1111-1111-1111-111111111111",
  "provisioningDate": "2027-01-02T03:04:05Z",
  "userConfigProvided": true,
  "previousReport": {
    "provisioningBootID": "11111111-1111-1111-1111-111111111111",
    "provisioningDate": "2026-01-02T03:04:05Z",
    "userConfigProvided": true
  }
}
)");
    CHECK(t.stage.sink.has("WARNING: createResultFile: Ignition has already run"));
}

TEST_CASE("a live image is provisioned at every boot, which is no news", "[exec][result]") {
    Nodes t;
    REQUIRE(t.run(""));

    REQUIRE(t.run("")); // the fake is-live-image says yes

    CHECK(t.scratch.text("/etc/.ignition-result.json").find("previousReport") == std::string::npos);
    CHECK_FALSE(t.stage.sink.has("WARNING"));
    CHECK(std::ranges::count(t.processes.lines, "is-live-image") == std::ssize(t.processes.lines));
}
