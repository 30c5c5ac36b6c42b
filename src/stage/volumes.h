// The encrypted volumes of the config, as the stage "files" needs them.
#pragma once

#include "work.h"

#include <map>
#include <string>

namespace ignite::stage {

// By name of the volume.
Result<std::map<std::string, std::string>> volume_uuids(const Run& run);

// Takes the mark of an unfinished volume away from those that still bear it: what opens them is stored.
Result<void> finish_volumes(const Run& run);

} // namespace ignite::stage
