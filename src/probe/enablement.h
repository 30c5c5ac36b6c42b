// Whether units of the new root are enabled.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/process.h"
#include "ignite/system/root_dir.h"

#include <map>
#include <span>
#include <string>

namespace ignite::probe {

// As `systemctl --root ROOT is-enabled` would say with its exit code. It is asked only about those of which
// it takes it to know: for each unit it searches all directories of units anew, so that three thousand take a
// minute.
Result<void> probe_enabled(std::span<const std::string> units, const system::RootDir& root,
                           system::ProcessStarter& processes, std::map<std::string, bool>& enabled);

} // namespace ignite::probe
