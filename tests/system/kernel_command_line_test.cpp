#include "ignite/system/kernel_command_line.h"

#include <catch2/catch.hpp>

using ignite::system::KernelCommandLine;

TEST_CASE("the last value that is not empty wins", "[system][cmdline]") {
    const auto line = KernelCommandLine::parse("quiet a=1 a=2  a=\nb=x=y&z?q\tquiet=");

    CHECK(line.last("a") == "2");
    CHECK(line.last("b") == "x=y&z?q");
    CHECK_FALSE(line.last("quiet"));
    CHECK_FALSE(line.last("c"));
    REQUIRE(line.arguments().size() == 6);
    CHECK_FALSE(line.arguments()[0].value);
    CHECK(line.arguments()[5].value == "");
}
