// z/VM: a card reader that holds the config. Spec platforms.md §5.33.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_zvm(Context& context);

} // namespace ignite::platform
