#include "ignite/system/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace ignite::system {

void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
    constexpr std::size_t a_few = 8; // more than there are processors: they wait for devices
    std::atomic<std::size_t> next = 0;
    const auto take_turns = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            work(i);
    };
    std::vector<std::jthread> others; // joined at the end
    try {
        while (others.size() + 1 < std::min(count, a_few))
            others.emplace_back(take_turns);
    } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): then those that there are do it
    }
    take_turns();
}

} // namespace ignite::system
