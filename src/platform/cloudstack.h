// CloudStack: the virtual router, which is the DHCP server, serves the metadata. Spec platforms.md §5.8.
#pragma once

#include "ignite/platform/provider.h"

#include <string>
#include <vector>

namespace ignite::platform {

// Where the routers are, as far as DHCP clients have told by now: "http://192.0.2.1".
std::vector<std::string> cloudstack_routers(Context& context);

} // namespace ignite::platform
