// The published schemas, compiled in; generated from schema/ by schema/embed.
#pragma once

#include <span>
#include <string_view>

namespace ignite::config {

struct EmbeddedSchema {
    std::string_view name; // of the file, without its ending
    std::string_view text;
};

std::span<const EmbeddedSchema> embedded_schemas();

} // namespace ignite::config
