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

// The record of an unfinished run; empty when there is none. `boot_id` is that of the running kernel: a
// record that this very boot has finished counts as none.
Result<plan::Record> probe_record(const std::string& root, std::string_view boot_id);

// Answers what the questions ask about the tree below `root`. What was there before is taken from `record`,
// which becomes that of the answer: it can be long, and nobody but us writes it.
Result<plan::RootTree> probe_root_tree(const plan::Questions& questions, const std::string& root,
                                       plan::Record record, system::ProcessStarter& processes);

// The name of the SELinux policy below the root; none when it is switched off or not installed.
Result<std::optional<std::string>> probe_policy(const std::string& root);

} // namespace ignite::probe
