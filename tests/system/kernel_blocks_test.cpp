#include "ignite/system/kernel_blocks.h"

#include <catch2/catch.hpp>

#include <sys/sysmacros.h>

using namespace ignite::system;

TEST_CASE("mounts are read as the kernel writes them", "[kernel blocks]") {
    const auto mounts = parse_mountinfo(
        "36 35 98:3 /sub /mnt\\040two rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
        "22 1 0:5 / /dev rw - devtmpfs devtmpfs rw\n"
        "nonsense\n");

    REQUIRE(mounts.size() == 2);
    CHECK(mounts[0].device == ::makedev(98, 3));
    CHECK(mounts[0].root == "/sub");
    CHECK(mounts[0].place == "/mnt two");
    CHECK(mounts[0].type == "ext3");
    CHECK(mounts[0].source == "/dev/root");
    CHECK(mounts[1].place == "/dev");
}

TEST_CASE("what is no block device has no kernel name", "[kernel blocks]") {
    CHECK(kernel_name("/dev/null").error().fault() == ignite::Fault::absent);
    CHECK(kernel_name("/dev/there/is/none").error().fault() == ignite::Fault::absent);
}

TEST_CASE("swap space in use is a use like a mount", "[kernel blocks]") {
    const auto found = parse_swaps("Filename Type Size Used Priority\n"
                                   "/dev/vda2                               partition\t65532\t0\t-2\n"
                                   "/swap\\040file                           file\t65532\t0\t-3\n"
                                   "/dev/dm-3 partition 1 0 -4\n");

    REQUIRE(found.size() == 2); // a file is on a filesystem that is mounted
    CHECK(found[0].source == "/dev/vda2");
    CHECK(found[0].type == "swap");
    CHECK(found[0].place.empty());
    CHECK(found[1].source == "/dev/dm-3");
    CHECK(parse_swaps("").empty());
    CHECK(parse_swaps("Filename Type Size Used Priority\n").empty());
}
