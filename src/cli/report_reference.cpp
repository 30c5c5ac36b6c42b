#include "report_reference.h"

#include "found.h"

#include "ignite/core/finding_lines.h"

namespace ignite::cli {

std::string report_as_reference(const Report& report, const Documents& documents) {
    FindingLines lines{documents};
    std::string out;
    for (const Found& found : found_in(report, documents))
        if (found.finding->voice == Voice::reference)
            out += cat(lines.of(*found.finding), "\n");
    return out;
}

} // namespace ignite::cli
