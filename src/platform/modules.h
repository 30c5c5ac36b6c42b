// Drivers that are not built in.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Loads the module unless `sign`, a path, shows that its driver is there. `what` is for the journal.
Result<void> load_module(Context& context, const std::string& name, const std::string& sign,
                         const std::string& what);

} // namespace ignite::platform
