// The table of all fields: that of the config itself, whose rows lead to those of what it holds.
#pragma once

#include "field.h"

namespace ignite::config {

extern constinit const Fields config_fields;

extern constinit const Fields version_only_config_fields; // enough to find out which version it is

} // namespace ignite::config
