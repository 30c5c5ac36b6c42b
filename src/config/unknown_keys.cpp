#include "unknown_keys.h"

#include "fields.h"
#include "key_finder.h"

namespace ignite::config {

void find_unknown_keys(const json::Document& document, std::uint32_t number, Version version,
                       Report& report) {
    // An oddity of the reference: its look for keys reads numbers as doubles, and gives up at one that is too
    // large.
    if (document.has_overflowing_number() || document.root().kind() != json::Kind::object)
        return;
    KeyFinder{number, version, report}.object(document.root(), config_fields, Place{});
}

} // namespace ignite::config
