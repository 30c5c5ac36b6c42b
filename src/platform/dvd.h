// A DVD that the platform puts into the drive. Spec platforms.md §5.5.
#pragma once

#include "ignite/platform/provider.h"

#include <span>
#include <string_view>

namespace ignite::platform {

struct Dvd {
    std::span<const std::string_view> types; // of the filesystem, the best first
    std::string_view sign;                   // a file that tells the right disc from others
    std::string_view file;                   // the config; not there: nobody supplied one
};

// Looks at every disc once a second, for at most five minutes. Only at drives that say "disc present", so
// that no ordinary disk is believed.
Result<Answer> ask_dvd(Context& context, const Dvd& dvd);

} // namespace ignite::platform
