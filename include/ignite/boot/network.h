// Asking the initramfs for the network: a flag file that distributions look for. Spec stages.md §5.
#pragma once

#include "ignite/core/result.h"

#include <string>

namespace ignite::boot {

// Makes the empty flag file, and its parents with mode 0755.
Result<void> ask_for_network(const std::string& flag);

} // namespace ignite::boot
