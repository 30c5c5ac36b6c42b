// One config laid over another: spec/config.md §5. Neither is changed, and it cannot fail; the result of
// merging two valid configs may be invalid, which `check_rendered` tells.
#pragma once

#include "ignite/config/types.h"

#include <string>
#include <vector>

namespace ignite::config {

enum class Side : std::uint8_t { parent, child };

// Where a part of the result came from. Children come before what holds them.
struct Mapping {
    Side side = Side::parent;
    std::string from; // a place in that side
    std::string to;   // a place in the result

    friend bool operator==(const Mapping&, const Mapping&) = default;
};

using Transcript = std::vector<Mapping>;

// Both in the newest form. The transcript is only kept when asked for.
Config merge(const Config& parent, const Config& child, Transcript* transcript = nullptr);

} // namespace ignite::config
