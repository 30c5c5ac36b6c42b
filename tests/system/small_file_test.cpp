#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <string>

using namespace ignite;
using namespace ignite::system;

namespace {

struct ScratchDirectory {
    std::string path = "/tmp/ignite-small-file-XXXXXX";
    ScratchDirectory() { REQUIRE(::mkdtemp(path.data())); }
    ~ScratchDirectory() { (void)std::system(("rm -r " + path).c_str()); }
};

} // namespace

TEST_CASE("a file that is replaced has the new bytes and the mode asked for", "[system][file]") {
    const ScratchDirectory scratch;
    const std::string path = scratch.path + "/a";

    REQUIRE(replace_small_file(path, "one", 0640));
    REQUIRE(replace_small_file(path, "two", 0600));

    CHECK(*read_small_file(path) == "two");
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0600);
}

TEST_CASE("a file that is not there is absent, one that is too large is refused", "[system][file]") {
    const ScratchDirectory scratch;
    REQUIRE(replace_small_file(scratch.path + "/a", "12345", 0600));

    CHECK(read_small_file(scratch.path + "/b").error().fault() == Fault::absent);
    CHECK(read_small_file(scratch.path + "/a", 4).error().describe() ==
          "read " + scratch.path + "/a: more than 4 bytes");
    CHECK(*read_small_file(scratch.path + "/a", 5) == "12345");
}

TEST_CASE("files of the kernel that name no size are read whole", "[system][file]") {
    CHECK(read_small_file("/proc/self/status")->starts_with("Name:"));
}

TEST_CASE("missing parents of a directory are made, existing ones are fine", "[system][file]") {
    const ScratchDirectory scratch;

    REQUIRE(make_directories(scratch.path + "/x/y/z", 0755));
    REQUIRE(make_directories(scratch.path + "/x/y/z", 0755));

    REQUIRE(replace_small_file(scratch.path + "/x/y/z/f", "", 0600));
    CHECK(make_directories(scratch.path + "/x/y/z/f/g", 0755).error().describe() ==
          "make directory " + scratch.path + "/x/y/z/f/g: Not a directory");
}
