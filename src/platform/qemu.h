// QEMU: a blob in the firmware's configuration device, or a disk where there is none. Spec platforms.md
// §5.26.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_qemu(Context& context);

} // namespace ignite::platform
