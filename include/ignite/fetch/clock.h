// The clock that retries and time limits go by; tests bring one of their own.
#pragma once

#include <chrono>
#include <functional>

namespace ignite::fetch {

using Moment = std::chrono::nanoseconds; // since some beginning, never backwards
using Milliseconds = std::chrono::milliseconds;

class Clock {
public:
    virtual ~Clock() = default;
    virtual Moment now() = 0;

    // Lets time pass until `end`, or until something happened: `wait` waits for that, at most as long as it
    // is told, and says whether it did. When nothing is under way nothing can happen.
    virtual void pass_until(Moment end, bool under_way, const std::function<bool(Milliseconds)>& wait) = 0;
};

class RealClock : public Clock {
public:
    Moment now() override;
    void pass_until(Moment end, bool under_way, const std::function<bool(Milliseconds)>& wait) override;
};

} // namespace ignite::fetch
