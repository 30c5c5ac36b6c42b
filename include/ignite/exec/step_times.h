// How long steps took, by kind: for the report of the boot.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

namespace ignite::exec {

struct KindTime {
    std::string_view kind; // plan::kind_of
    std::size_t count = 0;
    std::chrono::nanoseconds took{0}; // all of them together; neighbours done at the same time count once
};

// In the order in which the first of each kind was done.
using StepTimes = std::vector<KindTime>;

} // namespace ignite::exec
