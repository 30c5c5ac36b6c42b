#pragma once

#include <unistd.h>

#include <utility>

namespace ignite::system {

// An open file descriptor.
class Fd {
public:
    Fd() = default;
    explicit Fd(int number) : number_{number} {}
    Fd(Fd&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Fd& operator=(Fd other) noexcept { // by value, so that the old descriptor closes here
        std::swap(number_, other.number_);
        return *this;
    }
    ~Fd() {
        if (number_ >= 0)
            ::close(number_);
    }

    int number() const { return number_; }
    int release() && { return std::exchange(number_, -1); } // whoever takes it closes it
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

} // namespace ignite::system
