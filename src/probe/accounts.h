// Users and groups of the new root.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/root_tree.h"

#include <string>

namespace ignite::probe {

// Asks the C library in a child that has the new root for its root, so that the name services of the target
// answer. "Not there" is an answer, "cannot tell" an error.
Result<void> probe_accounts(const plan::Questions& questions, const std::string& root, plan::RootTree& tree);

} // namespace ignite::probe
