#include "ignite/fetch/clock.h"

#include <algorithm>

namespace ignite::fetch {

Moment RealClock::now() { return std::chrono::steady_clock::now().time_since_epoch(); }

void RealClock::pass_until(Moment end, bool, const std::function<bool(Milliseconds)>& wait) {
    // Rounded up: woken a moment too early, the loop would go round until the millisecond is over.
    (void)wait(std::chrono::ceil<Milliseconds>(std::max(end - now(), Moment{0})));
}

} // namespace ignite::fetch
