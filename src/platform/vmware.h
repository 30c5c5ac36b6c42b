#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Spec platforms.md §5.31. Reading a config over the backdoor is to come: until then a machine that has one
// must not boot as if it had none.
Result<Answer> ask_vmware(Context& context);

// By way of vmware-rpctool, which every VMware image has in its real root.
Result<void> erase_vmware(Context& context);

} // namespace ignite::platform
