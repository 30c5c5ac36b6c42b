// Apple's hypervisor: a web server of the host, reached by vsock. Spec platforms.md §5.3.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_applehv(Context& context);

} // namespace ignite::platform
