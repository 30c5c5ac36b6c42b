// Whether a config that could be had offline will need the network later. Spec stages.md §5.
#pragma once

#include "ignite/config/types.h"

#include <string>

namespace ignite::acquire {

// The first thing that will, in words ("file /etc/x"); empty: nothing does.
std::string first_network_need(const config::Config& config);

} // namespace ignite::acquire
