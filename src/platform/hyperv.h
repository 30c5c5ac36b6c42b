// Hyper-V: key-value pairs that the host sends over its bus. Spec platforms.md §5.14.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Leaves the pools as files to write, in place of the daemon that would have stored them: the host sends its
// pairs once in a boot. Where an earlier stage has left them, they are what is read.
Result<Answer> ask_hyperv(Context& context);

} // namespace ignite::platform
