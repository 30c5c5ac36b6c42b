#include "ignite/core/text.h"
#include "ignite/state/state.h"

#include <cinttypes>
#include <cstdio>

namespace ignite::state {

void Origins::add(const OriginPlace& place) {
    append_to(places, place.document);
    places += ':';
    append_to(places, place.line);
    places += ':';
    append_to(places, place.column);
    places += ' ';
}

std::optional<OriginPlace> Origins::place(std::size_t index) const {
    std::size_t at = 0;
    for (; index > 0 && at != std::string::npos; --index)
        at = places.find(' ', at + 1);
    OriginPlace found;
    if (at == std::string::npos || std::sscanf(places.c_str() + at, "%" SCNu32 ":%" SCNu64 ":%" SCNu64,
                                               &found.document, &found.line, &found.column) != 3)
        return std::nullopt;
    return found;
}

} // namespace ignite::state
