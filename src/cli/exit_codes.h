// Exit codes of ignite's own commands. Where the specification names a code (called as `ignition`), it wins.
#pragma once

#include "ignite/core/error.h"

namespace ignite::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_wrong_usage = 2;
inline constexpr int exit_invalid_config = 3;
inline constexpr int exit_refused = 4;
inline constexpr int exit_needs_network = 5;

int exit_code_of(Fault fault);

} // namespace ignite::cli
