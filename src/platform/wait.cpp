#include "wait.h"

#include <thread>

namespace ignite::platform {

namespace {

fetch::Clock& clock_of(const Context& context) {
    static fetch::RealClock real; // holds nothing
    return context.where.clock != nullptr ? *context.where.clock : real;
}

bool sleep_for(fetch::Milliseconds time) {
    std::this_thread::sleep_for(time);
    return false;
}

} // namespace

fetch::Moment now(const Context& context) { return clock_of(context).now(); }

void pass(const Context& context, fetch::Milliseconds time) {
    clock_of(context).pass_until(now(context) + time, false, sleep_for);
}

} // namespace ignite::platform
