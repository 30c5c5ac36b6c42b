#include "report_json.h"

#include "found.h"
#include "ignite/json/writer.h"

namespace ignite::cli {

namespace {

void write_found(json::Writer& writer, const Found& found) {
    const Finding& finding = *found.finding;
    writer.begin_object();
    if (found.document)
        writer.member("file", found.document->name)
            .member("line", found.place.line)
            .member("column", found.place.column);
    writer.member("severity", word_for(finding.severity)).member("code", finding.code);
    if (!finding.place.empty())
        writer.member("path", finding.place);
    writer.member("message", finding.text);
    if (!finding.hint.empty())
        writer.member("hint", finding.hint);
    writer.end_object();
}

} // namespace

std::string report_as_json(const Report& report, const Documents& documents) {
    std::string out;
    json::Writer writer{out, json::Layout::indented};
    writer.begin_object().key("findings").begin_array();
    for (const Found& found : found_in(report, documents))
        write_found(writer, found);
    writer.end_array().end_object();
    return out += '\n';
}

} // namespace ignite::cli
