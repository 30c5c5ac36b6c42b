// What a failed first boot tells the person at the console: one block of text, which the emergency path
// prints last. It holds no secret: places in the config are named, never quoted.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <string_view>

namespace ignite::boot {

struct Failure {
    std::string stage;
    const Error* error = nullptr;
    std::string place;    // "config.ign:14:22", where the config asked for it; empty when no part of it did
    std::string findings; // a report, ready to print, when the config is not valid
};

// The block: which stage failed, on which part of the config, why, and what to do next.
std::string describe(const Failure& failure);

// Leaves the block where the emergency path finds it, and makes its parents with mode 0700.
Result<void> leave_failure_note(const std::string& path, const Failure& failure);

} // namespace ignite::boot
