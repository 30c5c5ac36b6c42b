#include "ignite/core/finding_lines.h"

#include <catch2/catch.hpp>

using namespace ignite;

TEST_CASE("a finding is said with what is known of its place", "[core][report]") {
    Documents documents;
    const std::uint32_t number = documents.add("a.ign", "{\n  \"x\": 1\n}");
    FindingLines lines{documents};
    Finding finding{.severity = Severity::warning, .place = "$.x", .position = {number, 4}, .text = "odd"};

    CHECK(lines.of(finding) == "warning at $.x, line 2 col 3: odd");
    finding.place.clear();
    CHECK(lines.of(finding) == "warning at line 2 col 3: odd");
    finding.position.offset = 12; // behind the end
    CHECK(lines.of(finding) == "warning at line 0 col 0: odd");
    finding.position = {};
    CHECK(lines.of(finding) == "warning: odd");
    finding.place = "$.x";
    finding.severity = Severity::error;
    CHECK(lines.of(finding) == "error at $.x: odd");
}
