// How many processors there are for us, which says how much is worth doing at the same time.
#pragma once

namespace ignite::system {

// Those that the kernel lets this process run on; one where it does not say.
unsigned usable_processors();

} // namespace ignite::system
