// Looking at the new root.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/root_tree.h"
#include "ignite/system/process.h"

#include <optional>
#include <string>
#include <string_view>

namespace ignite::probe {

// Answers what the questions ask about the tree below `root`, and reads the record of an unfinished run.
// `boot_id` is that of the running kernel: a record that this very boot has finished counts as none.
Result<plan::RootTree> probe_root_tree(const plan::Questions& questions, const std::string& root,
                                       std::string_view boot_id, system::ProcessStarter& processes);

// The name of the SELinux policy below the root; none when it is switched off or not installed.
Result<std::optional<std::string>> probe_policy(const std::string& root);

} // namespace ignite::probe
