// Getting what encrypted volumes need before anything is written: their keys, and word from key servers.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/luks_needs.h"

#include <span>

namespace ignite::exec {

// Everything at the same time, as patiently as the fetcher is told to be. Keys that nobody gives are made up.
Result<void> obtain_keys(std::span<const plan::KeyNeed> keys, std::span<const plan::ServerNeed> servers,
                         Hands& hands);

} // namespace ignite::exec
