// Following the references of a config. Spec stages.md §2.4, config.md §7.2.
#pragma once

#include "ignite/acquire/sources.h"
#include "ignite/config/origins.h"

#include <optional>
#include <vector>

namespace ignite::acquire {

// Nothing when a referenced config has no bytes: then there is no user config at all. Spec config.md §7.4.
Result<std::optional<config::Traced>> render(Errand& errand, config::Traced config,
                                             std::vector<state::FetchedConfig>& fetched);

} // namespace ignite::acquire
