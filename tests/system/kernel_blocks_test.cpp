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
