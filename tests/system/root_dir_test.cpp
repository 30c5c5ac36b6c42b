#include "ignite/system/root_dir.h"

#include "scratch.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace ignite;
using ignite::system::RootDir;
using ignite::tests::Scratch;

namespace {

struct Resolving {
    const char* given;
    const char* resolved;
};

} // namespace

TEST_CASE("the parents of a path are followed inside the root, its last component is not",
          "[system][root_dir]") {
    const Scratch scratch;
    scratch.directory("/var/home");
    scratch.link("/home", "/var/home");          // absolute: begins at the root
    scratch.link("/var/up", "../../../../../x"); // leads to /x inside, however often it goes up
    scratch.link("/twice", "/home/nested");      // by way of another absolute link
    scratch.directory("/var/home/nested");
    scratch.link("/dangling", "/not/there");
    scratch.link("/last", "/etc/passwd");
    scratch.file("/plain", "");
    const RootDir root = *RootDir::open(scratch.path());

    for (const auto& [given, resolved] : {Resolving{"/home/core/.ssh", "/var/home/core/.ssh"},
                                          {"/var/up/f", "/x/f"},
                                          {"/twice/f", "/var/home/nested/f"},
                                          {"/dangling/a/b", "/not/there/a/b"},
                                          {"/last", "/last"},
                                          {"/plain/below", "/plain/below"},
                                          {"/new/a/b", "/new/a/b"},
                                          {"/", "/"},
                                          {"/home", "/home"},
                                          {"/a/../home/x", "/var/home/x"}}) {
        CAPTURE(given);
        const Result<std::string> found = root.resolve(given);
        REQUIRE(found);
        CHECK(*found == resolved);
    }
}

TEST_CASE("links that go round in circles are an error, dangling or not", "[system][root_dir]") {
    const Scratch scratch;
    scratch.link("/a", "/b");
    scratch.link("/b", "/a");
    const RootDir root = *RootDir::open(scratch.path());

    const Result<std::string> found = root.resolve("/a/x");

    REQUIRE_FALSE(found);
    CHECK(found.error().describe() ==
          "find /a/x under " + scratch.path() + ": Too many levels of symbolic links");
}

TEST_CASE("missing parents are made with mode 0755, and inside", "[system][root_dir]") {
    const Scratch scratch;
    scratch.directory("/real");
    scratch.link("/out", "../../real");
    const RootDir root = *RootDir::open(scratch.path());
    const mode_t before = ::umask(077);

    const bool made = root.make_parents("/out/new/deep/file").has_value();

    ::umask(before);
    REQUIRE(made);
    CHECK((scratch.look("/real/new/deep").st_mode & 07777) == 0755);
    CHECK((scratch.look("/real/new").st_mode & 07777) == 0755);
}

TEST_CASE("what a link leads to is made where it is missing, and inside", "[system][root_dir]") {
    const Scratch scratch;
    scratch.link("/etc", "../../made/etc");
    scratch.link("/loop", "/loop");
    const RootDir root = *RootDir::open(scratch.path());

    REQUIRE(root.make_parents("/etc/below/file"));
    CHECK_FALSE(root.make_parents("/loop/file"));

    CHECK(S_ISDIR(scratch.look("/made/etc/below").st_mode));
    CHECK(S_ISLNK(scratch.look("/etc").st_mode));
}

TEST_CASE("a tree is removed without following what it holds", "[system][root_dir]") {
    const Scratch scratch;
    scratch.file("/keep/file", "kept");
    scratch.file("/gone/deep/er/file", "");
    scratch.link("/gone/link", "/keep");
    scratch.link("/gone/deep/outside", scratch.path() + "/keep");
    const RootDir root = *RootDir::open(scratch.path());

    REQUIRE(root.remove_tree("/gone"));
    REQUIRE(root.remove_tree("/never/was"));

    CHECK_FALSE(scratch.has("/gone"));
    CHECK(scratch.text("/keep/file") == "kept");
}

TEST_CASE("a path with a NUL in it is refused rather than cut short", "[system][root_dir]") {
    const Scratch scratch;
    const RootDir root = *RootDir::open(scratch.path());

    CHECK(root.resolve(std::string_view{"/etc/passwd\0/x", 14}).error().fault() == Fault::config);
}

TEST_CASE("a file that is read is a regular one, and not found by way of a link", "[system][root_dir]") {
    const Scratch scratch;
    scratch.file("/etc/file", "text");
    scratch.link("/etc/link", "file");
    REQUIRE(::mkfifo((scratch / "/etc/fifo").c_str(), 0600) == 0);
    const RootDir root = *RootDir::open(scratch.path());

    CHECK(*root.read_file("/etc/file", 100) == "text");
    CHECK_FALSE(root.read_file("/etc/link", 100));
    CHECK(root.read_file("/etc/fifo", 100).error().fault() == Fault::refused);
    CHECK(root.read_file("/etc/none", 100).error().fault() == Fault::absent);
}
