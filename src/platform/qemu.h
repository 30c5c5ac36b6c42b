// QEMU: a blob in the firmware's configuration device. Spec platforms.md §5.26.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_qemu(Context& context);

} // namespace ignite::platform
