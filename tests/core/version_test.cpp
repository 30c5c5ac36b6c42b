#include "ignite/core/version.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("a version is three numbers, a pre-release and metadata", "[core][version]") {
    const auto version = parse_semantic_version("3.7.0-experimental+build.5-x");

    REQUIRE(version);
    CHECK(*version == SemanticVersion{3, 7, 0, "experimental", "build.5-x"});
}

TEST_CASE("leading zeros and empty suffixes are let through", "[core][version]") {
    for (const char* text : {"3.4.0", "03.04.00", "3.4.0-", "3.4.0+", "3.4.0-+"}) {
        INFO(text);
        CHECK(parse_semantic_version(text) == SemanticVersion{3, 4, 0, "", ""});
    }
}

TEST_CASE("what is no version is none", "[core][version]") {
    for (const char* text :
         {"", "3.4", "3.4.0.0", "v3.4.0", " 3.4.0", "3.4.0\n", "3.4.0_1", "3..0", "3.4.", "+3.4.0", "3.4.-0",
          "3.4.0-a..b", "3.4.0-.a", "3.4.0+a_b", "3.4.9223372036854775808", "3.+4.0"}) {
        INFO(text);
        CHECK_FALSE(parse_semantic_version(text));
    }
}
