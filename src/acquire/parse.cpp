#include "ignite/acquire/parse.h"

#include "ignite/config/parse.h"
#include "ignite/core/line_column.h"

namespace ignite::acquire {

namespace {

journal::Level level_of(Severity severity) {
    switch (severity) {
    case Severity::info:
        return journal::Level::info;
    case Severity::warning:
        return journal::Level::warning;
    case Severity::error:
        break;
    }
    return journal::Level::critical;
}

std::string_view name_of(Severity severity) {
    switch (severity) {
    case Severity::info:
        return "info";
    case Severity::warning:
        return "warning";
    case Severity::error:
        break;
    }
    return "error";
}

// The form in which the reference says it, which scripts take apart. Spec stages.md §2.5, config.md §2.7.
std::string line_of(const Finding& finding, const Documents& documents) {
    std::string out{name_of(finding.severity)};
    out += " at ";
    if (!finding.place.empty())
        out += cat(finding.place, ", ");
    if (const DocumentText* document = documents.find(finding.position.document)) {
        const LineColumn where = line_column(document->text, finding.position.offset);
        out += cat("line ", where.line, " col ", where.column);
    }
    while (out.ends_with(' ') || out.ends_with(','))
        out.pop_back();
    return cat(out, ": ", finding.text);
}

} // namespace

void say(Errand& errand, const Report& report) {
    for (const Finding& finding : report.findings())
        if (finding.voice == Voice::reference)
            errand.journal.say(level_of(finding.severity), line_of(finding, errand.documents));
}

Result<std::optional<config::Traced>> parse(Errand& errand, std::string name, std::string bytes) {
    const std::uint32_t number = errand.documents.add(std::move(name), std::move(bytes));
    config::Parsed parsed = config::parse(errand.documents.text(number), number);
    if (parsed.rejection == config::Rejection::empty)
        return std::nullopt;
    say(errand, parsed.report);
    if (parsed.config) {
        config::Traced traced{.config = std::move(*parsed.config), .origins = {}};
        if (errand.traces)
            traced.origins = config::Origins::of(traced.config, errand.documents.text(number), number);
        return traced;
    }
    const std::string reason = parsed.reason.empty() ? "config is not valid" : parsed.reason;
    errand.report = std::move(parsed.report);
    return fail(Fault::config, reason);
}

} // namespace ignite::acquire
