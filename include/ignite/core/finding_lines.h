// Findings in the form in which the reference says them, which scripts take apart. Spec config.md §2.7,
// stages.md §2.5.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/line_column.h"
#include "ignite/core/report.h"

#include <map>
#include <string>

namespace ignite {

// Remembers where the lines of each document begin, so that thousands of findings in one cost no more than
// one.
class FindingLines {
public:
    explicit FindingLines(const Documents& documents) : documents_{documents} {}

    // `error at $.storage.files.0.path, line 3 col 14: the path must be absolute`
    std::string of(const Finding& finding);

private:
    LineColumn place_of(Position position, const DocumentText& document);

    const Documents& documents_;
    std::map<std::uint32_t, LineIndex> lines_;
};

} // namespace ignite
