// What is mounted below the new root, parents first, and unmounted again, children first.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

#include <string>
#include <vector>

namespace ignite::plan {

// The entries that are mounted, in the order in which that happens.
std::vector<const config::Filesystem*> mounted_filesystems(const config::Config& config);

// Only mounts whose place can be seen now: what lies below another new mount comes in the next round, because
// nobody knows yet which directories that one brings.
Result<Plan> plan_mounts(const config::Config& config, const Machine& machine, const Drawn& drawn);

// The places below the new root that may be theirs; which ones are depends on the machine.
std::vector<std::string> mount_places(const config::Config& config);

Result<Plan> plan_unmounts(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
