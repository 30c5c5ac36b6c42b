// Work on several things at the same time, most of which is waiting: for devices, or for the kernel to look
// at thousands of files.
#pragma once

#include <cstddef>
#include <functional>

namespace ignite::system {

// Calls work(0) to work(count - 1), each once, a few at a time on threads of their own, and returns when all
// have ended. They may share only what none of them changes. Where there are no threads to be had, the
// caller's own does everything.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace ignite::system
