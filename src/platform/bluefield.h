// NVIDIA BlueField: a FIFO that the boot firmware fills. Spec platforms.md §5.19.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_bluefield(Context& context);

} // namespace ignite::platform
