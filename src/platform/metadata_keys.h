// The ssh keys that a platform has for its machine. Spec platforms.md §6.4.
#pragma once

#include "metadata_table.h"

namespace ignite::platform {

// Only what is a public key of OpenSSH; of others their number is told as a warning.
Result<std::vector<std::string>> read_keys(const Shelf& shelf, const Read& read, Context& context);

} // namespace ignite::platform
