// Labels of SELinux, by the policy under the new root. Spec stages.md §9, §12.10.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"

#include <span>
#include <string>
#include <string_view>

namespace ignite::exec {

// Those of the paths, below the new root, that are there, and all that lies below them. The kernel need not
// have the policy loaded.
Result<void> set_labels(std::string_view policy, std::span<const std::string> paths, Hands& hands);

} // namespace ignite::exec
