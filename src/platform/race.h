// Several sources at once. Spec platforms.md §2.4.
#pragma once

#include "ignite/platform/provider.h"

namespace ignite::platform {

// Bytes win at once. That nobody supplied a config is believed when the device queue has settled, every drive
// has been looked for once after that, and no address of the service is still likely to say otherwise. Errors
// count when nothing else is left, and waiting ends with an error that says for what.
Result<Answer> race(Context& context, const Provider& provider);

} // namespace ignite::platform
