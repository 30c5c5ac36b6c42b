// Findings for programs.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/report.h"

#include <string>

namespace ignite::cli {

// {"findings": [{"file", "line", "column", "severity", "code", "path", "message", "hint"}]}; what is not
// known is absent. Columns are bytes.
std::string report_as_json(const Report& report, const Documents& documents);

} // namespace ignite::cli
