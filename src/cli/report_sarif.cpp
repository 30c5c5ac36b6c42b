#include "report_sarif.h"

#include "found.h"
#include "ignite/json/writer.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace ignite::cli {

namespace {

std::string_view level_of(Severity severity) {
    return severity == Severity::info ? "note" : word_for(severity);
}

// A file name as a reference relative to the root of the repository.
std::string uri_of(std::string_view name) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "-._~/";
    std::string uri;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           unreserved.find(c) != std::string_view::npos;
        if (plain)
            uri += c;
        else
            uri += {'%', digits[byte >> 4], digits[byte & 0xF]};
    }
    return uri;
}

std::vector<std::string_view> codes_of(const Report& report) {
    std::vector<std::string_view> codes;
    for (const Finding& finding : report.findings())
        codes.push_back(finding.code);
    std::ranges::sort(codes);
    codes.erase(std::ranges::unique(codes).begin(), codes.end());
    return codes;
}

void write_location(json::Writer& writer, const Found& found) {
    writer.key("locations").begin_array().begin_object();
    if (found.document) {
        writer.key("physicalLocation").begin_object();
        writer.key("artifactLocation")
            .begin_object()
            .member("uri", uri_of(found.document->name))
            .end_object();
        writer.key("region").begin_object().member("startLine", found.place.line);
        writer.member("startColumn", found.character)
            .end_object(); // ours count bytes, those of SARIF characters
        writer.end_object();
    }
    if (!found.finding->place.empty()) {
        writer.key("logicalLocations").begin_array().begin_object();
        writer.member("fullyQualifiedName", found.finding->place).end_object().end_array();
    }
    writer.end_object().end_array();
}

void write_result(json::Writer& writer, const Found& found, const std::vector<std::string_view>& codes) {
    const Finding& finding = *found.finding;
    const auto index = std::ranges::lower_bound(codes, finding.code) - codes.begin();
    writer.begin_object().member("ruleId", finding.code).member("ruleIndex", index);
    writer.member("level", level_of(finding.severity)).key("message").begin_object();
    writer.member("text", finding.hint.empty() ? finding.text : cat(finding.text, " (", finding.hint, ")"))
        .end_object();
    write_location(writer, found);
    writer.end_object();
}

} // namespace

std::string report_as_sarif(const Report& report, const Documents& documents) {
    const std::vector<std::string_view> codes = codes_of(report);
    std::string out;
    json::Writer writer{out, json::Layout::indented};
    writer.begin_object();
    writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
    writer.key("runs").begin_array().begin_object();
    writer.key("tool").begin_object().key("driver").begin_object();
    writer.member("name", "ignite").member("version", IGNITE_VERSION).key("rules").begin_array();
    for (const std::string_view code : codes)
        writer.begin_object().member("id", code).end_object();
    writer.end_array().end_object().end_object();
    writer.member("columnKind", "unicodeCodePoints").key("results").begin_array();
    for (const Found& found : found_in(report, documents))
        write_result(writer, found, codes);
    writer.end_array().end_object().end_array().end_object();
    return out += '\n';
}

} // namespace ignite::cli
