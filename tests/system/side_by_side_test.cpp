#include "ignite/system/side_by_side.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <latch>
#include <vector>

namespace {

using ignite::system::side_by_side;

TEST_CASE("side by side: each once, however many there are") {
    for (const std::size_t count : {0U, 1U, 2U, 8U, 9U, 100U}) {
        std::vector<int> calls(count);
        side_by_side(count, [&](std::size_t i) { ++calls[i]; });
        CHECK(calls == std::vector<int>(count, 1));
    }
}

TEST_CASE("side by side: eight at the same time") {
    std::latch all_here{8}; // nobody passes before the last has come
    std::atomic<int> passed = 0;
    side_by_side(8, [&](std::size_t) {
        all_here.arrive_and_wait();
        ++passed;
    });
    CHECK(passed == 8);
}

} // namespace
