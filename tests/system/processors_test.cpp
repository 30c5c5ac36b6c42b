#include "ignite/system/processors.h"

#include <catch2/catch.hpp>

#include <sched.h>

using ignite::system::usable_processors;

TEST_CASE("a process that is held to one processor does not count the others", "[system][processors]") {
    cpu_set_t before{};
    REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
    CHECK(usable_processors() == static_cast<unsigned>(CPU_COUNT(&before)));

    cpu_set_t one{};
    std::size_t first = 0;
    while (!CPU_ISSET(first, &before))
        ++first;
    CPU_SET(first, &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
    const unsigned held = usable_processors();
    REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);

    CHECK(held == 1);
}
