// The entries that other programs search for: MESSAGE_ID and fields, sent by the native journal protocol.
// Spec stages.md §3.3. An id never changes once released; the words may.
#pragma once

#include "ignite/journal/journal.h"

#include <span>
#include <string_view>

namespace ignite::journal {

struct Event {
    std::string_view id; // MESSAGE_ID=, 32 hex digits
    std::string_view what;
};

inline constexpr Event config_fetched = {"57124006b5c94805b77ce473e92a8aeb", "config fetched"};
inline constexpr Event keys_written = {"225067b87bbd4a0cb6ab151f82fa364b", "ssh keys written"};

// Sends one entry of priority "info" to the journal when its socket is there; says so at info when that
// fails.
void announce(Journal& journal, const Event& event, std::string_view message, std::span<const Field> fields);

} // namespace ignite::journal
