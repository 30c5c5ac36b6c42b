#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;

TEST_CASE("a build without libcurl says so", "[fetch]") {
    Bench bench;

    for (const char* url : {"http://h/x", "https://h/x", "tftp://h/x"})
        CHECK(bench.fetcher.fetch(Request{.url = url}).error().describe() ==
              cat("fetch ", url, ": this ignite was built without libcurl (-Dcurl=disabled)"));
}
