#pragma once

#include "ignite/core/result.h"

#include <string>

namespace ignite::system {

// Removes a node and all below it, following nothing. What is not there is fine.
Result<void> remove_tree_at(int directory, const std::string& name);

} // namespace ignite::system
