// What a conversion says, in short.
#pragma once

#include "ignite/core/report.h"

#include <string>
#include <vector>

namespace ignite {

// "severity code place", one for each finding.
inline std::vector<std::string> told(const Report& report) {
    constexpr std::string_view severities[] = {"info", "warning", "error"};
    std::vector<std::string> lines;
    for (const Finding& finding : report.findings())
        lines.push_back(cat(severities[static_cast<std::size_t>(finding.severity)], " ", finding.code, " ",
                            finding.place));
    return lines;
}

} // namespace ignite
