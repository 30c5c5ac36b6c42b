// The config cache: written by the stage that fetched, read by all that follow. Spec stages.md §3.1.
#pragma once

#include "ignite/acquire/sources.h"

#include <cstdint>
#include <string>

namespace ignite::acquire {

struct CachedConfig {
    config::Config config;
    // Its elements stand in this document, at "offsets" that are indices into state::Origins::places.
    std::uint32_t document = Position::no_document;
};

Result<CachedConfig> read_cache(const std::string& path, Errand& errand);

// Writes the user's config, and remembers in the state where its elements were written.
Result<void> write_cache(const std::string& path, const config::Config& config, state::State& state,
                         Errand& errand);

} // namespace ignite::acquire
