// Waiting for devices, and giving each a name that stays. Spec stages.md §8.1.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"

#include <span>
#include <string>

namespace ignite::exec {

struct Aliases {
    std::string directory = "/run/ignition/dev_aliases";
};

// Waits until every device is there, then makes `directory`/<its path> a link to its node: a link below
// /dev/disk may vanish while a table is rewritten, this one does not. The error names all devices that did
// not appear in time, and what is there instead.
Result<void> await_devices(std::span<const std::string> devices, const Aliases& aliases, Hands& hands);

} // namespace ignite::exec
