// The key-value pairs of Hyper-V: how they come, and how they are stored. Spec platforms.md §5.14.
#pragma once

#include "ignite/core/result.h"
#include "ignite/journal/journal.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignite::platform {

inline constexpr std::size_t count_pools = 5;

// Pairs of one pool, in the order in which their keys came.
class Pool {
public:
    // A later pair of the same key replaces the earlier.
    void put(std::string_view key, std::string_view value);
    std::optional<std::string_view> find(std::string_view key) const;

    // The form in which the daemon stores a pool: records of 512 and 2048 bytes, filled up with NUL.
    std::string records() const;
    static Pool from_records(std::string_view records);

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

using Pools = std::array<Pool, count_pools>;

// How long nothing may come before it is believed that nothing will.
struct Silence {
    std::chrono::milliseconds before_the_first{5000};
    std::chrono::milliseconds between{1000};
};

// Registers with the driver behind `device`, which stays the caller's, and takes what comes. A pair that
// breaks the protocol is refused and left out; a driver that does not answer is an error.
Result<Pools> receive_pairs(int device, journal::Journal& journal, Silence silence = {});

} // namespace ignite::platform
