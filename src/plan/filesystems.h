// What the config's filesystems come to: each is kept, made, or refused.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

#include <string>
#include <string_view>

namespace ignite::plan {

// Whether an entry is about a block device of its own: not so without a format, and for virtiofs.
bool has_block_device(const config::Filesystem& filesystem);

// As the tools want it: lower case, and for vfat without the dash.
std::string normal_uuid(std::string_view format, std::string_view uuid);

Result<Plan> plan_filesystems(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
