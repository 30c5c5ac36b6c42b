#include "probe/mount_places.h"

#include "system/scratch.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::tests;

TEST_CASE("what is mounted by an alias of a device is known by its node", "[probe][mounts]") {
    const Scratch root;
    root.directory("/var");
    REQUIRE(::symlink("/dev/null", (root / "/alias").c_str()) == 0);
    // As the kernel shows a btrfs that was made by way of an alias and that udev has not looked at since.
    const std::vector<system::MountedAt> mounts = {
        {.root = "/", .place = root / "/var", .type = "btrfs", .source = root / "/alias"},
        {.root = "/", .place = root / "/var", .type = "tmpfs", .source = "tmpfs"}};

    const plan::MountPlace place = probe::probe_place("/var", root.path(), mounts).value();

    CHECK(place.mounted == std::vector<std::string>{"/dev/null", "tmpfs"});
}
