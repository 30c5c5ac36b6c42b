// Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/report.h"

#include <string>

namespace ignite::cli {

std::string report_as_sarif(const Report& report, const Documents& documents);

} // namespace ignite::cli
