// Findings for people: where, what, the line with a caret below it, and what would be right.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/report.h"

#include <string>

namespace ignite::cli {

enum class Colour : bool { never, always };

std::string report_as_text(const Report& report, const Documents& documents, Colour colour);

} // namespace ignite::cli
