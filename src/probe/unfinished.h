// Telling a filesystem from one whose maker was broken off. Most makers write the magic last, so that their
// half-done work is not found at all; xfs writes it first, and says so; for vfat, which says nothing, we do.
#pragma once

#include <string>
#include <string_view>

namespace ignite::probe {

bool is_unfinished(const std::string& device, std::string_view type);

} // namespace ignite::probe
