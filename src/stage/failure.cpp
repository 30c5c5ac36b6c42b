#include "failure.h"

#include "ignite/boot/failure_note.h"
#include "ignite/core/line_column.h"

#include <unistd.h>

namespace ignite::stage {

namespace {

std::string name_place(std::string_view document, std::uint64_t line, std::uint64_t column) {
    return cat("config from ", document, ", line ", line, ", column ", column);
}

// In words; empty when no part of the config is to blame. An element of the cached config is where the user
// wrote it, which the stage that fetched it has left in the state.
std::string place_of(Position position, const Invocation& invocation) {
    if (position && position.document == invocation.cache_document) {
        const state::Origins& origins = invocation.state.origins;
        const std::optional<state::OriginPlace> place = origins.place(position.offset);
        if (!place || place->line == 0 || place->document >= origins.documents.size())
            return {};
        return name_place(origins.documents[place->document], place->line, place->column);
    }
    const DocumentText* document = invocation.documents.find(position.document);
    if (!document)
        return {};
    const LineColumn where = line_column(document->text, position.offset);
    return name_place(document->name, where.line, where.column);
}

// Errors only, with their places and without the lines themselves, which may hold a secret.
std::string list_errors(const Invocation& invocation) {
    std::string out;
    for (const Finding& finding : invocation.report.findings()) {
        if (finding.severity != Severity::error)
            continue;
        const std::string place = place_of(finding.position, invocation);
        out += cat(finding.place, finding.place.empty() ? "" : ": ", finding.text);
        if (!finding.hint.empty())
            out += cat(" (", finding.hint, ")");
        out += cat(place.empty() ? "" : "\n    in the ", place, "\n");
    }
    return out;
}

} // namespace

void tell_failure(const Error& error, const Invocation& invocation) {
    journal::Journal& journal = invocation.hands.journal;
    const boot::Failure failure{.stage = std::string{invocation.stage.name},
                                .error = &error,
                                .place = place_of(error.position(), invocation),
                                .findings = list_errors(invocation)};
    if (!failure.place.empty())
        journal.critical(invocation.stage.name, ": asked for by the ", failure.place);
    // Only where an emergency path will look for it: elsewhere the caller reads standard error.
    if (::access("/etc/initrd-release", F_OK) == 0)
        if (const auto left = boot::leave_failure_note(invocation.options.failure_note, failure); !left)
            journal.error(left.error().describe());
    journal.critical("Ignition failed: ", error.describe());
}

} // namespace ignite::stage
