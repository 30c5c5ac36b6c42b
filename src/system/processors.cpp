#include "ignite/system/processors.h"

#include <sched.h>

namespace ignite::system {

unsigned usable_processors() {
    cpu_set_t ours{};
    // A machine with more processors than the set has room for is refused, and then one is a safe answer.
    return ::sched_getaffinity(0, sizeof ours, &ours) == 0 ? static_cast<unsigned>(CPU_COUNT(&ours)) : 1;
}

} // namespace ignite::system
