#include "bring.h"
#include "file_text.h"
#include "ignite/config/write.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::config;

TEST_CASE("an empty config is written with all its sections", "[config][write]") {
    CHECK(
        write(bring("")) ==
        R"({"ignition":{"config":{"replace":{"verification":{}}},"proxy":{},"security":{"tls":{}},"timeouts":{},)"
        R"("version":"3.7.0-experimental"},"kernelArguments":{},"passwd":{},"storage":{},"systemd":{}})");
}

TEST_CASE("a full config is written as the golden file has it", "[config][write]") {
    const Parsed parsed = parse(source_file("tests/config/cache/full.ign"));
    REQUIRE(parsed.config);

    CHECK(write(*parsed.config) + "\n" == source_file("tests/config/cache/full.expected.json"));
}

TEST_CASE("what was written is read back equal", "[config][write]") {
    const Parsed parsed = parse(source_file("tests/config/cache/full.ign"));
    REQUIRE(parsed.config);
    const std::string text = write(*parsed.config);

    for (const std::string& written : {text, write(*parsed.config, Style::indented)}) {
        const auto again = read_cache(written);
        REQUIRE(again);
        CHECK(write(*again) == text);
    }
    const Parsed checked = parse(text);
    CHECK(checked.config);
    CHECK(checked.report.empty());
}

TEST_CASE("a cache that is none of ours is refused", "[config][write]") {
    for (const char* text : {"", "{", "[]", "{}", R"({"ignition":{"version":"3.4.0"}})",
                             R"({"ignition":{"version":"3.7.0-experimental"},"storage":1})"}) {
        INFO(text);
        CHECK_FALSE(read_cache(text));
    }
}
