#include "ignite/config/write.h"

#include "canonical.h"
#include "ignite/json/writer.h"

namespace ignite::config {

std::string write(const Config& config, Style style) {
    std::string text;
    json::Writer writer{text, style == Style::one_line ? json::Layout::one_line : json::Layout::indented};
    tell(config, newest, writer);
    return text;
}

} // namespace ignite::config
