// The versions of the config spec that we read.
#pragma once

#include "ignite/core/version.h"

#include <span>
#include <string_view>

namespace ignite::config {

struct SpecVersion {
    std::string_view text; // as the canonical form writes it
    Version version;
    std::string_view pre_release;
    std::string_view schema; // name of its file in schema/, without the ending
};

std::span<const SpecVersion> spec_versions(); // oldest first
const SpecVersion& newest_version();

// Which one a config declares; null: none that we know. Leading zeros are forgiven, as the reference does.
const SpecVersion* find_version(const SemanticVersion& declared);

} // namespace ignite::config
