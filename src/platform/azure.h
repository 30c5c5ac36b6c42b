// Azure: user data from the metadata service, or else custom data from a DVD. Spec platforms.md §5.5, §5.6.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

Result<Answer> ask_azure(Context& context);
Result<Answer> ask_azurestack(Context& context);

} // namespace ignite::platform
