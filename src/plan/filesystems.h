// What the config's filesystems come to: each is kept, made, or refused.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/disk_phases.h"

#include <string>
#include <string_view>

namespace ignite::plan {

// Where Flatcar's images have the filesystem that is labelled OEM, in the initramfs as well: how they are
// told from others, for which this label is one like any other.
inline constexpr std::string_view oem_place = "/oem";

// Whether it is Flatcar's, which was ext4 once and is btrfs today, while configs name either: it is reused,
// and mounted, as what it is. Spec boot.md §9, row 8.
bool is_oem(const Signature& found, const Machine& machine);

// Whether an entry is about a block device of its own: not so without a format, and for virtiofs.
bool has_block_device(const config::Filesystem& filesystem);

// As the tools want it: lower case, and for vfat without the dash.
std::string normal_uuid(std::string_view format, std::string_view uuid);

Result<Plan> plan_filesystems(const config::Config& config, const Machine& machine, const Drawn& drawn);

} // namespace ignite::plan
