#include "file_text.h"
#include "ignite/config/parse.h"
#include "ignite/json/document.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ignite;

namespace {

struct Case {
    std::string name;
    std::string config;
    std::string verdict;
    std::vector<std::string> entries;
};

Case read_case(std::string_view line) {
    const auto document = json::Document::parse(line);
    REQUIRE(document);
    Case read;
    std::size_t config_at = 0;
    for (const json::Member member : document->root().members()) {
        if (config_at != 0 && read.config.empty() &&
            member.key.is_text("verdict")) // the object before this key
            read.config = line.substr(config_at, line.rfind(',', member.key.offset()) - config_at);
        if (member.key.is_text("name"))
            read.name = member.value.text();
        else if (member.key.is_text("verdict"))
            read.verdict = member.value.text();
        else if (member.key.is_text("entries"))
            for (const json::Value entry : member.value.elements())
                read.entries.push_back(entry.text());
        else if (member.key.is_text("config") && member.value.kind() == json::Kind::string)
            read.config = member.value.text();
        else if (member.key.is_text("config"))
            config_at = member.value.offset();
    }
    return read;
}

std::vector<std::string> entries_of(const config::Parsed& parsed) {
    std::vector<std::string> entries;
    for (const Finding& finding : parsed.report.findings())
        if (finding.voice == Voice::reference)
            entries.push_back((finding.severity == Severity::error ? "error" : "warning") +
                              (finding.place.empty() ? std::string{} : " " + finding.place));
    std::ranges::sort(entries);
    return entries;
}

std::string verdict_of(const config::Parsed& parsed) {
    return !parsed.config ? "error" : parsed.report.empty() ? "ok" : "warn";
}

} // namespace

TEST_CASE("every conformance case has its verdict and exactly its entries", "[config][conformance]") {
    const std::string lines = source_file("tests/config/validate-cases.jsonl");
    int count = 0;
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size());
        const Case wanted = read_case(std::string_view{lines}.substr(begin, end - begin));
        begin = end + 1;
        ++count;
        const config::Parsed parsed = config::parse(wanted.config);
        INFO(wanted.name << ": " << wanted.config);
        CHECK(verdict_of(parsed) == wanted.verdict);
        CHECK(entries_of(parsed) == wanted.entries);
        for (const Finding& finding : parsed.report.findings()) {
            CHECK(finding.position);
            CHECK(finding.position.offset <= wanted.config.size());
        }
    }
    CHECK(count == 156);
}
