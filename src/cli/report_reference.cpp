#include "report_reference.h"

#include "found.h"

namespace ignite::cli {

namespace {

// The reference has no place for what is missing at the end of a document.
LineColumn place_of(const Found& found) {
    return found.finding->position.offset >= found.document->text.size() ? LineColumn{0, 0} : found.place;
}

} // namespace

std::string report_as_reference(const Report& report, const Documents& documents) {
    std::string out;
    for (const Found& found : found_in(report, documents)) {
        if (found.finding->voice != Voice::reference)
            continue;
        const std::string& place = found.finding->place;
        out += word_for(found.finding->severity);
        if (!place.empty() || found.document)
            out += " at ";
        out += place;
        if (found.document) {
            const LineColumn at = place_of(found);
            out += cat(place.empty() ? "" : ", ", "line ", at.line, " col ", at.column);
        }
        out += cat(": ", found.finding->text, "\n");
    }
    return out;
}

} // namespace ignite::cli
