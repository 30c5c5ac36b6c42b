// Whether and when an attempt is repeated. Pure: numbers in, decision out. Spec stages.md §4.2, platforms.md
// §2.1.
#pragma once

#include "ignite/fetch/clock.h"

#include <ctime>
#include <span>
#include <string_view>

namespace ignite::fetch {

// `first` after the first failed attempt, doubling, at most 5 s.
Milliseconds pause_after(unsigned attempt, Milliseconds first);

// Statuses from 500 up, and those the request names.
bool is_retried(int status, std::span<const int> named);

// What a Retry-After header asks for, held between 1 and 30 s: seconds or an HTTP date. What cannot be read,
// and a time in the past, counts as 1 s.
Milliseconds asked_pause(std::string_view retry_after, std::time_t now);

// A body that breaks off is asked for again as long as that brings something: this many times in a row
// without a byte more than ever before, and the fetch fails.
inline constexpr unsigned most_breaks_without_progress = 3;

} // namespace ignite::fetch
