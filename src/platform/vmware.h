#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Over the backdoor, which needs no program in the initramfs: the pair of data and encoding from guestinfo or
// the OVF environment, else Flatcar's older names, else a URL. Spec platforms.md §5.31.
Result<Answer> ask_vmware(Context& context);

// Over the same port, so that no image needs a tool for it: a unit that fails here ends the boot.
Result<void> erase_vmware(Context& context);

} // namespace ignite::platform
