#include "ignite/core/finding_lines.h"

namespace ignite {

// The reference has no place for what is missing at the end of a document.
LineColumn FindingLines::place_of(Position position, const DocumentText& document) {
    if (position.offset >= document.text.size())
        return {.line = 0, .column = 0};
    return lines_.try_emplace(position.document, document.text).first->second.at(position.offset);
}

std::string FindingLines::of(const Finding& finding) {
    const DocumentText* document = documents_.find(finding.position.document);
    std::string line{word_for(finding.severity)};
    if (!finding.place.empty() || document)
        line += cat(" at ", finding.place);
    if (document) {
        const LineColumn at = place_of(finding.position, *document);
        line += cat(finding.place.empty() ? "" : ", ", "line ", at.line, " col ", at.column);
    }
    return cat(line, ": ", finding.text);
}

} // namespace ignite
