#include "ignite/config/parse.h"

#include "adaptations.h"
#include "check.h"
#include "decode.h"
#include "ignite/config/origins.h"
#include "ignite/config/versions.h"
#include "ignite/core/quoted.h"
#include "ignite/json/document.h"
#include "locate.h"
#include "schema_gate.h"
#include "unknown_keys.h"

#include <algorithm>

namespace ignite::config {

namespace {

class Parser {
public:
    Parser(std::string_view text, std::uint32_t document, const Behind& behind, Schemes schemes)
        : text_{text}, document_{document}, behind_{behind}, schemes_{schemes} {}

    Parsed parse() && {
        if (text_.empty())
            return std::move(*this).reject(Rejection::empty, "config-empty", {document_, 0},
                                           "the config is empty", "");
        auto read = json::Document::parse(text_);
        all_is_behind();
        if (!read) {
            Finding& finding = parsed_.report.add(Severity::error, "syntax", {}, read.error().text);
            finding.position = {document_, read.error().offset};
            finding.hint = guess_what_it_is();
            return std::move(*this).reject(Rejection::syntax);
        }
        const std::string declared = decode_version(*read, document_, parsed_.report);
        if (parsed_.report.has_errors())
            return std::move(*this).reject(Rejection::version_mismatch);
        const std::optional<SemanticVersion> version = parse_semantic_version(declared);
        const SpecVersion* row = version ? find_version(*version) : nullptr;
        if (!row)
            return std::move(*this).reject_version(*read, declared, version);
        return std::move(*this).check(*std::move(read), *row);
    }

private:
    Parsed check(json::Document read, const SpecVersion& row) && {
        parsed_.declared = row.version;
        // The text, what was read of it and the config made of that are each as large as the others. So that
        // they are not all there together, everything that looks at the document is done first, and it goes
        // as soon as there is a config.
        std::optional<json::Document> document = std::move(read);
        Report unknown_keys;
        find_unknown_keys(*document, document_, row.version, unknown_keys);
        all_is_behind();
        Config config = decode(*document, document_, row.version, parsed_.report, behind_);
        document.reset();
        all_is_behind();
        if (parsed_.report.has_errors())
            return std::move(*this).reject(Rejection::type);
        config.ignition.version = row.text; // "03.04.00" is 3.4.0
        check_rules(config, row.version, schemes_, parsed_.report);
        check_uniqueness(config, row.version, parsed_.report);
        if (!parsed_.report.has_errors())
            check_schema(config, row, parsed_.report);
        parsed_.report.append(std::move(unknown_keys));
        find_positions();
        if (parsed_.report.has_errors())
            return std::move(*this).reject(Rejection::invalid);
        adapt(config, row.version);
        parsed_.config = std::move(config);
        return std::move(parsed_);
    }

    Parsed reject(Rejection rejection) && {
        parsed_.rejection = rejection;
        return std::move(parsed_);
    }

    // Where the reference gives an error but no finding, we give a finding of our own as well.
    Parsed reject(Rejection rejection, std::string_view code, Position position, std::string reason,
                  std::string hint) && {
        Finding& finding = parsed_.report.add(Severity::error, code, "", reason);
        finding.voice = Voice::ours;
        finding.position = position;
        finding.hint = std::move(hint);
        parsed_.reason = std::move(reason);
        return std::move(*this).reject(rejection);
    }

    Parsed reject_version(const json::Document& document, const std::string& declared,
                          const std::optional<SemanticVersion>& version) && {
        const Position position{document_, Locator{document}.offset_of("$.ignition.version")};
        if (!version)
            return std::move(*this).reject(Rejection::version_unparsable, "version-unparsable", position,
                                           declared.empty() ? "ignition.version is missing"
                                                            : cat(quoted(declared), " is not a version"),
                                           "write \"3.6.0\", for example");
        const bool is_old = version->major == 1 || version->major == 2;
        return std::move(*this).reject(
            Rejection::version_unsupported, "version-unsupported", position,
            cat("version ", quoted(declared), " of the config spec is not supported"),
            is_old ? "`ignite convert` makes a config of version 3 of it"
                   : cat("supported are ", list_of_versions()));
    }

    static std::string list_of_versions() {
        std::string list;
        for (const SpecVersion& known : spec_versions())
            list += cat(list.empty() ? "" : ", ", known.text);
        return list;
    }

    void find_positions() {
        const bool all_have_one = std::ranges::all_of(parsed_.report.findings(),
                                                      [](const Finding& one) { return bool{one.position}; });
        if (!all_have_one)
            locate(parsed_.report, text_, document_);
    }

    void all_is_behind() const {
        if (behind_)
            behind_(text_.size());
    }

    // User data is often meant for somebody else, or packed.
    std::string guess_what_it_is() const {
        struct Kind {
            std::string_view beginning;
            std::string_view hint;
        };
        static constexpr Kind kinds[] = {
            {"#cloud-config", "this is a cloud-config; Ignition reads JSON"},
            {"#!", "this is a script; Ignition reads JSON"},
            {"\x1f\x8b", "this is packed with gzip; unpack it first"},
            {"\xEF\xBB\xBF", "remove the byte-order mark at the beginning"},
        };
        for (const Kind& kind : kinds)
            if (text_.starts_with(kind.beginning))
                return std::string{kind.hint};
        // Comments, "---" or another key may come before it.
        if (text_.starts_with("variant:") || text_.find("\nvariant:") != std::string_view::npos)
            return "this is a Butane config; convert it to JSON with butane first";
        return {};
    }

    std::string_view text_;
    std::uint32_t document_;
    const Behind& behind_;
    Schemes schemes_;
    Parsed parsed_;
};

} // namespace

Parsed parse(std::string_view text, std::uint32_t document, const Behind& behind, Schemes schemes) {
    return Parser{text, document, behind, schemes}.parse();
}

Result<Config> read_cache(std::string_view text, const Behind& behind) {
    const auto document = json::Document::parse(text);
    if (behind)
        behind(text.size());
    if (!document)
        return fail(Fault::config, "byte ", document.error().offset, ": ", document.error().text);
    Report report;
    Config config = decode(*document, Position::no_document, newest_version().version, report, behind);
    if (report.has_errors())
        return fail(Fault::config, report.findings().front().text);
    if (config.ignition.version != newest_version().text)
        return fail(Fault::config, "it is of version ", quoted(config.ignition.version), ", not ",
                    newest_version().text);
    return config;
}

Report check_rendered(const Config& config, Schemes schemes) {
    Report report;
    check_rules(config, newest_version().version, schemes, report);
    return report;
}

} // namespace ignite::config
