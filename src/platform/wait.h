// Letting time pass, by the machine's clock or a test's.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

fetch::Moment now(const Context& context);
void pass(const Context& context, fetch::Milliseconds time);

} // namespace ignite::platform
