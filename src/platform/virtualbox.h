#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Guest properties of VirtualBox. Spec platforms.md §5.30.
Result<Answer> ask_virtualbox(Context& context);
Result<void> erase_virtualbox(Context& context);

} // namespace ignite::platform
