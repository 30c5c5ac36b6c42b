#include "ignite/acquire/parse.h"

#include "ignite/config/convert.h"
#include "ignite/config/parse.h"
#include "ignite/core/finding_lines.h"
#include "ignite/system/hash.h"

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

bool has_another_version(config::Rejection rejection) {
    return rejection == config::Rejection::version_unsupported ||
           rejection == config::Rejection::version_unparsable;
}

// Configs of before 3.0.0 are taken as they come. Spec butane.md §17. Whether it was one.
bool convert_if_old(Errand& errand, std::uint32_t number, config::Parsed& parsed) {
    std::optional<config::Conversion> conversion = config::convert(errand.documents.text(number), number);
    if (!conversion)
        return false;
    errand.journal.notice("config is of version ", conversion->declared,
                          " of the spec: converting it to version ", config::converted_version);
    parsed = {.config = std::move(conversion->config),
              .report = std::move(conversion->report),
              .rejection = config::Rejection::invalid,
              .reason = {},
              .declared = {}};
    return true;
}

} // namespace

void say(Errand& errand, const Report& report) {
    FindingLines lines{errand.documents};
    for (const Finding& finding : report.findings())
        if (finding.voice == Voice::reference)
            errand.journal.say(level_of(finding.severity), lines.of(finding));
}

Result<std::optional<config::Traced>> parse(Errand& errand, std::string name, std::string bytes) {
    const std::uint32_t number = errand.documents.add(std::move(name), std::move(bytes));
    const std::string digest =
        TRY(system::digest_of(system::HashFunction::sha512, errand.documents.text(number)));
    errand.journal.debug("parsing config with SHA512: ", system::hex(digest));
    config::Parsed parsed =
        config::parse(errand.documents.text(number), number, {}, config::Schemes::and_oem);
    if (parsed.rejection == config::Rejection::empty)
        return std::nullopt;
    const bool is_old = has_another_version(parsed.rejection) && convert_if_old(errand, number, parsed);
    say(errand, parsed.report);
    if (parsed.config) {
        config::Traced traced{.config = std::move(*parsed.config), .origins = {}};
        if (errand.traces)
            traced.origins = is_old
                                 ? config::Origins::of(traced.config)
                                 : config::Origins::of(traced.config, errand.documents.text(number), number);
        return traced;
    }
    const std::string reason = parsed.reason.empty() ? "config is not valid" : parsed.reason;
    errand.report = std::move(parsed.report);
    return fail(Fault::config, reason);
}

} // namespace ignite::acquire
