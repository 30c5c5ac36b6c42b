// What the config's disks come to: at most one new table for each disk.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

namespace ignite::plan {

Result<Plan> plan_partitions(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
