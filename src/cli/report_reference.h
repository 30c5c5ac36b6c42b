// Findings as the reference's ignition-validate prints them: spec/config.md §2.7.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/report.h"

#include <string>

namespace ignite::cli {

// What only we have to say is left out.
std::string report_as_reference(const Report& report, const Documents& documents);

} // namespace ignite::cli
