// The findings of a report with their lines and columns, in the order of the documents.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/line_column.h"
#include "ignite/core/report.h"

#include <string>
#include <string_view>
#include <vector>

namespace ignite::cli {

struct Found {
    const Finding* finding = nullptr;
    const DocumentText* document = nullptr; // null: no document is to blame
    LineColumn place;                       // meaningless without a document
    std::uint64_t character = 1;            // the column in characters
    std::string_view line; // of the document, without its end, and without what is far behind
};

std::vector<Found> found_in(const Report& report, const Documents& documents);

// "config.ign:7:16: ", or nothing when no document is to blame.
std::string where_written(Position position, const Documents& documents);

} // namespace ignite::cli
