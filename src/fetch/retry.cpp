#include "retry.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace ignite::fetch {

using namespace std::chrono_literals;

Milliseconds pause_after(unsigned attempt, Milliseconds first) {
    constexpr Milliseconds longest = 5s;
    constexpr unsigned doublings = 5; // the shortest in use, 200 ms, is above the longest by then
    return std::min(longest, first * (1U << std::min(attempt - 1, doublings)));
}

bool is_retried(int status, std::span<const int> named) {
    return status >= 500 || std::ranges::find(named, status) != named.end();
}

Milliseconds asked_pause(std::string_view retry_after, std::time_t now) {
    constexpr std::time_t shortest = 1;
    constexpr std::time_t longest = 30;
    std::time_t seconds = 0;
    if (const auto [rest, wrong] =
            std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds);
        rest == retry_after.data() + retry_after.size() && wrong == std::errc{})
        return std::chrono::seconds{std::clamp(seconds, shortest, longest)};
    std::tm date{};
    const std::string text{retry_after};
    // The program never leaves the C locale, so the names of days and months are those of RFC 9110.
    if (const char* rest = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
        rest == nullptr || *rest != '\0')
        return std::chrono::seconds{shortest};
    return std::chrono::seconds{std::clamp(timegm(&date) - now, shortest, longest)};
}

} // namespace ignite::fetch
