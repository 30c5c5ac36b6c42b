// Entries of the new config that get into each other's way. The new rules find them too; what is said here
// names both in the words of the old document.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "old_places.h"

namespace ignite::config::old {

// Places are those of the new config.
void find_collisions(const config::Config& config, const OldPlaces& old_places, Report& report);

} // namespace ignite::config::old
