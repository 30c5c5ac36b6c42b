// Whole configs: what comes out, and what is said about it. To add one, put NAME.ign into
// tests/config/convert, with NAME.remarks, and NAME.json unless it is refused.
#include "file_text.h"
#include "ignite/config/convert.h"
#include "ignite/config/parse.h"
#include "ignite/core/line_column.h"

#include <catch2/catch.hpp>

using namespace ignite;
using config::convert;

namespace {

std::string read(const std::string& name) { return source_file(cat("tests/config/convert/", name)); }

std::string remarks_on(const Report& report, std::string_view text) {
    constexpr std::string_view severities[] = {"info", "warning", "error"};
    std::string lines;
    for (const Finding& finding : report.findings()) {
        const LineColumn where = line_column(text, finding.position.offset);
        lines +=
            cat(where.line, ":", where.column, ": ", severities[static_cast<std::size_t>(finding.severity)],
                ": ", finding.place, ": ", finding.text, "\n");
    }
    return lines;
}

} // namespace

TEST_CASE("whole configs are converted", "[config][convert]") {
    for (const std::string name : {"etcd-node", "everything", "raid-data", "spec-1"}) {
        INFO(name);
        const std::string text = read(cat(name, ".ign"));
        const auto conversion = convert(text);

        REQUIRE(conversion);
        CHECK(remarks_on(conversion->report, text) == read(cat(name, ".remarks")));
        REQUIRE(conversion->config);
        const std::string now =
            write_converted(*conversion->config, config::converted_version, config::Style::indented);
        CHECK(now + "\n" == read(cat(name, ".json")));
        const config::Parsed parsed = config::parse(now);
        CHECK(parsed.config);
    }
}

TEST_CASE("a config is refused with every reason", "[config][convert]") {
    const std::string text = read("refused.ign");
    const auto conversion = convert(text);

    REQUIRE(conversion);
    CHECK_FALSE(conversion->config);
    CHECK(remarks_on(conversion->report, text) == read("refused.remarks"));
}
