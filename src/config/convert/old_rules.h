// What the old specs refuse themselves, and what they take and the new one has no word for. Rules that both
// have in common are not repeated here: the new config goes through the new ones.
#pragma once

#include "ignite/core/report.h"
#include "old_config.h"

namespace ignite::config::old {

void check_old_rules(const Config& config, Version version, Report& report);

// Beside old_rules.cpp, for its table.
void filesystems_are_mounted_once(const Config&, Version, Report&);
void filesystem_formats_are_known(const Config&, Version, Report&);
void filesystem_labels_fit(const Config&, Version, Report&);
void filesystem_paths_are_absolute(const Config&, Version, Report&);
void filesystems_are_made_by_force(const Config&, Version, Report&);
void creation_stands_alone(const Config&, Version, Report&);
void filesystems_have_a_device(const Config&, Version, Report&);
void filesystem_names_are_unique(const Config&, Version, Report&);

} // namespace ignite::config::old
