// What the config's arrays come to: each is created, unless an earlier try has made it.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

#include <string>

namespace ignite::plan {

// Where the array will be found: "data" is /dev/md/data, a path is itself.
std::string raid_node(const config::Raid& raid);

Result<Plan> plan_raids(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
