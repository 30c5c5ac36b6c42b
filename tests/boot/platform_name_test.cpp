#include "ignite/boot/platform_name.h"

#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace ignite;

TEST_CASE("a platform that was to be found out is named for the units that follow", "[boot][platform]") {
    std::string scratch = "/tmp/ignite-boot-XXXXXX";
    REQUIRE(::mkdtemp(scratch.data()));
    const std::string path = scratch + "/ignition.env";
    struct Case {
        std::string before;
        std::string after;
    };
    const Case cases[] = {
        {"PLATFORM_ID=auto\nOEM_ID=auto\n", "PLATFORM_ID=vmware\nOEM_ID=vmware\n"},
        {"PLATFORM_ID=qemu\nOEM_ID=qemu\n", "PLATFORM_ID=qemu\nOEM_ID=qemu\n"},
        {"PLATFORM_ID=\nOEM_ID=\n", "PLATFORM_ID=\nOEM_ID=\n"},
    };
    for (const Case& one : cases) {
        REQUIRE(system::replace_small_file(path, one.before, 0644));

        REQUIRE(boot::name_platform(path, "vmware"));

        CHECK(*system::read_small_file(path) == one.after);
    }
    CHECK(boot::name_platform(scratch + "/nothing", "vmware"));
    CHECK_FALSE(system::read_small_file(scratch + "/nothing"));
    CHECK(std::system(("rm -r " + scratch).c_str()) == 0);
}
