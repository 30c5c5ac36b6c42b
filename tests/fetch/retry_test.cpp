#include "fetch/retry.h"

#include <catch2/catch.hpp>

#include <array>

using namespace ignite::fetch;
using namespace std::chrono_literals;

TEST_CASE("pauses double from the first one and stay at 5 s", "[fetch][retry]") {
    const std::array pauses = {200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms};

    for (unsigned attempt = 1; attempt <= pauses.size(); ++attempt)
        CHECK(pause_after(attempt, 200ms) == pauses[attempt - 1]);
    CHECK(pause_after(4'000'000'000, 200ms) == 5s);
    CHECK(pause_after(1, 1s) == 1s);
    CHECK(pause_after(3, 1s) == 4s);
    CHECK(pause_after(4, 1s) == 5s);
}

TEST_CASE("statuses from 500 up are repeated, and those that are named", "[fetch][retry]") {
    const std::array named = {404, 429};

    CHECK(is_retried(500, {}));
    CHECK(is_retried(599, {}));
    CHECK_FALSE(is_retried(404, {}));
    CHECK_FALSE(is_retried(499, named));
    CHECK(is_retried(404, named));
    CHECK(is_retried(429, named));
}

TEST_CASE("a server may ask for a pause of 1 to 30 s", "[fetch][retry]") {
    constexpr std::time_t now = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT

    CHECK(asked_pause("7", now) == 7s);
    CHECK(asked_pause("0", now) == 1s);
    CHECK(asked_pause("-5", now) == 1s);
    CHECK(asked_pause("86400", now) == 30s);
    CHECK(asked_pause("99999999999999999999", now) == 1s);
    CHECK(asked_pause("soon", now) == 1s);
    CHECK(asked_pause("", now) == 1s);
    CHECK(asked_pause("Sun, 06 Nov 1994 08:49:49 GMT", now) == 12s);
    CHECK(asked_pause("Sun, 06 Nov 1994 09:49:37 GMT", now) == 30s);
    CHECK(asked_pause("Sun, 06 Nov 1994 08:00:00 GMT", now) == 1s);
}
