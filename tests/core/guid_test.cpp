#include "ignite/core/guid.h"
#include "ignite/core/quoted.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("a GUID is read in any case and printed in upper case", "[guid]") {
    const auto guid = Guid::parse("0fc63daf-8483-4772-8E79-3d69d8477de4");

    REQUIRE(guid);
    CHECK(guid->text() == "0FC63DAF-8483-4772-8E79-3D69D8477DE4");
    CHECK(guid == Guid::parse("0FC63DAF-8483-4772-8E79-3D69D8477DE4"));
}

TEST_CASE("what is not a GUID is not taken for one", "[guid]") {
    CHECK_FALSE(Guid::parse(""));
    CHECK_FALSE(Guid::parse("0fc63daf-8483-4772-8E79-3d69d8477de"));
    CHECK_FALSE(Guid::parse("0fc63daf-8483-4772-8E79-3d69d8477de44"));
    CHECK_FALSE(Guid::parse("0fc63dafx8483-4772-8E79-3d69d8477de4"));
    CHECK_FALSE(Guid::parse("0fc63dag-8483-4772-8E79-3d69d8477de4"));
}

TEST_CASE("a GUID of random bytes says that it is one", "[guid]") {
    const Guid guid = Guid::from_random(
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});

    CHECK(guid.text() == "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF");
}

TEST_CASE("quoted text stays on one line", "[text]") {
    CHECK(cat(quoted("a\nb\"c\\d\x7f")) == R"("a\x0ab\"c\\d\x7f")");
}
