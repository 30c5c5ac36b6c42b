#include "cli/report_json.h"
#include "cli/report_reference.h"
#include "cli/report_sarif.h"
#include "cli/report_text.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::cli;

namespace {

// One error with all there is to say, one warning of ours at the end of the text, one finding about no
// document.
struct Example {
    Documents documents;
    Report report;
};

Example example() {
    Example made;
    const std::string text = "{\n\t\"ü\": \"etc/x\",\n  \"b\": 1\n}";
    const std::uint32_t number = made.documents.add("my config.ign", text);
    Finding& late = made.report.warn("late", Place::root(), "something about the whole");
    late.position = {number, text.size()};
    late.voice = Voice::ours;
    Finding& early =
        made.report.fail("path-relative", Place::root() / "storage", "the path must be absolute");
    early.position = {number, text.find("\"etc")};
    early.hint = "begin it with a slash";
    return made;
}

} // namespace

TEST_CASE("people see the line, a caret and what would be right", "[cli][report]") {
    const Example given = example();

    CHECK(report_as_text(given.report, given.documents, Colour::never) ==
          "my config.ign:2:8: error: the path must be absolute [path-relative]\n"
          "  at $.storage\n"
          " 2 |  \"ü\": \"etc/x\",\n"
          "   |       ^\n"
          "  hint: begin it with a slash\n"
          "my config.ign:4:2: warning: something about the whole [late]\n"
          " 4 | }\n"
          "   |  ^\n");
}

TEST_CASE("colour comes only when asked for", "[cli][report]") {
    const Example given = example();

    CHECK(report_as_text(given.report, given.documents, Colour::never).find('\x1b') == std::string::npos);
    CHECK(report_as_text(given.report, given.documents, Colour::always).find("\x1b[1;31merror") !=
          std::string::npos);
}

TEST_CASE("a key cannot give orders to the terminal", "[cli][report]") {
    Documents documents;
    Report report;
    report.warn("unused-key", Place::root() / "\x1b[2J", "unused \x1b[2J");

    CHECK(report_as_text(report, documents, Colour::never) == "warning: unused \\x1b[2J [unused-key]\n"
                                                              "  at $.\\x1b[2J\n");
}

TEST_CASE("of a line of megabytes only what is around the finding is shown", "[cli][report]") {
    Documents documents;
    Report report;
    const std::string text = std::string(3'000'000, 'a') + "X" + std::string(3'000'000, 'b');
    documents.add("x", text);
    report.fail("c", Place::root(), "t").position = {0, 3'000'000};

    const std::string printed = report_as_text(report, documents, Colour::never);

    CHECK(printed.size() < 600);
    const std::size_t line = printed.find("…");
    const std::size_t caret_line = printed.find('\n', line) + 1;
    // The ellipsis is three bytes and one column.
    CHECK(printed.find('X') - (line - 5) - 2 == printed.find('^') - caret_line);
}

TEST_CASE("the reference's form leaves out what only we say", "[cli][report]") {
    Example given = example();
    given.report.add(Severity::error, "syntax", {}, "the document ends").position = {0, 1000};
    given.report.warn("merged", Place::root() / "x", "100% of it");

    CHECK(report_as_reference(given.report, given.documents) ==
          "error at $.storage, line 2 col 8: the path must be absolute\n"
          "error at line 0 col 0: the document ends\n"
          "warning at $.x: 100% of it\n");
}

TEST_CASE("programs get findings as JSON", "[cli][report]") {
    const Example given = example();

    CHECK(report_as_json(given.report, given.documents) == R"({
  "findings": [
    {
      "file": "my config.ign",
      "line": 2,
      "column": 8,
      "severity": "error",
      "code": "path-relative",
      "path": "$.storage",
      "message": "the path must be absolute",
      "hint": "begin it with a slash"
    },
    {
      "file": "my config.ign",
      "line": 4,
      "column": 2,
      "severity": "warning",
      "code": "late",
      "path": "$",
      "message": "something about the whole"
    }
  ]
}
)");
}

TEST_CASE("code hosts get findings as SARIF", "[cli][report]") {
    const Example given = example();

    const std::string expected = R"sarif({
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "ignite",
          "version": ")sarif" IGNITE_VERSION R"sarif(",
          "rules": [
            {
              "id": "late"
            },
            {
              "id": "path-relative"
            }
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "path-relative",
          "ruleIndex": 1,
          "level": "error",
          "message": {
            "text": "the path must be absolute (begin it with a slash)"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "my%20config.ign"
                },
                "region": {
                  "startLine": 2,
                  "startColumn": 7
                }
              },
              "logicalLocations": [
                {
                  "fullyQualifiedName": "$.storage"
                }
              ]
            }
          ]
        },
        {
          "ruleId": "late",
          "ruleIndex": 0,
          "level": "warning",
          "message": {
            "text": "something about the whole"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "my%20config.ign"
                },
                "region": {
                  "startLine": 4,
                  "startColumn": 2
                }
              },
              "logicalLocations": [
                {
                  "fullyQualifiedName": "$"
                }
              ]
            }
          ]
        }
      ]
    }
  ]
}
)sarif";

    CHECK(report_as_sarif(given.report, given.documents) == expected);
}

TEST_CASE("no findings are an empty list for programs and silence for people", "[cli][report]") {
    CHECK(report_as_text({}, {}, Colour::never).empty());
    CHECK(report_as_reference({}, {}).empty());
    CHECK(report_as_json({}, {}) == "{\n  \"findings\": []\n}\n");
    CHECK(report_as_sarif({}, {}).find("\"results\": []") != std::string::npos);
}
