// Whole configs with one value after the other replaced by values that mean trouble.
#include "ignite/config/convert.h"

#include "file_text.h"
#include "ignite/config/parse.h"
#include "ignite/json/document.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace ignite;
using config::convert;

namespace {

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// Behind the value that begins here, in a sound document.
std::size_t end_of(const json::Value& value, std::string_view text) {
    if (!value.is_container())
        return value.offset() + value.raw().size();
    std::size_t end = value.place();
    const auto go_behind = [&](const json::Value& inner) { end = end_of(inner, text); };
    if (value.kind() == json::Kind::array)
        for (const json::Value element : value.elements())
            go_behind(element);
    else
        for (const json::Member member : value.members())
            go_behind(member.value);
    return text.find(value.kind() == json::Kind::array ? ']' : '}', end) + 1;
}

void collect(const json::Value& value, std::string_view text, std::vector<Span>& spans) {
    spans.push_back({value.offset(), end_of(value, text)});
    if (value.kind() == json::Kind::array)
        for (const json::Value element : value.elements())
            collect(element, text, spans);
    if (value.kind() == json::Kind::object)
        for (const json::Member member : value.members())
            collect(member.value, text, spans);
}

constexpr const char* troubles[] = {
    "null",
    "\"\"",
    "0",
    "-1",
    "9223372036854775807",
    "true",
    "false",
    "[]",
    "{}",
    "[null]",
    "[{}]",
    "[{},{}]",
    "\"x\"",
    "\"/\"",
    "\"/a/../b\"",
    "\"root\"",
    "\"oem\"",
    "\"data:,%00\"",
    "\"x.service\"",
    "\"\\u0000\\ud800\"",
};

} // namespace

TEST_CASE("what is converted is taken by the new specs, and what is not has a reason", "[config][convert]") {
    std::size_t converted = 0;
    std::size_t refused = 0;
    for (const std::string name : {"etcd-node", "raid-data", "spec-1", "everything"}) {
        const std::string text = source_file(cat("tests/config/convert/", name, ".ign"));
        const auto document = json::Document::parse(text);
        REQUIRE(document);
        std::vector<Span> spans;
        collect(document->root(), text, spans);

        for (const Span span : spans)
            for (const char* trouble : troubles) {
                const std::string broken = cat(text.substr(0, span.begin), trouble, text.substr(span.end));
                const auto conversion = convert(broken);
                if (!conversion)
                    continue; // the version was replaced
                INFO(name << ": " << text.substr(span.begin, 40) << " is " << trouble);
                REQUIRE(conversion->config.has_value() != conversion->report.has_errors());
                for (const Finding& finding : conversion->report.findings())
                    REQUIRE(finding.position.offset <= broken.size());
                if (!conversion->config) {
                    ++refused;
                    continue;
                }
                ++converted;
                for (const std::string_view version :
                     {config::converted_version, std::string_view{"3.6.0"}}) {
                    const std::string now = write_converted(*conversion->config, version);
                    const config::Parsed parsed = config::parse(now);
                    INFO(now);
                    REQUIRE(parsed.config);
                    REQUIRE(write_converted(*parsed.config, version) == now);
                }
            }
    }
    CHECK(converted > 1000);
    CHECK(refused > 1000);
}
