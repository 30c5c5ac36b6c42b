#include "file_text.h"
#include "ignite/config/advice.h"
#include "ignite/config/parse.h"
#include "ignite/config/write.h"
#include "ignite/core/line_column.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

using namespace ignite;

namespace {

// The findings that are meant, by file; every other example has none.
const std::map<std::string, std::vector<std::string>> intended = {
    {"90-intended-warnings.ign",
     {
         "9:17 mode-special-bits $.storage.files.0.mode",
         "12:11 unused-key $.storage.files.0.contents.souce",
         "22:21 no-install $.systemd.units.0.contents",
         "28:8 template-no-install $.systemd.units.2.contents",
     }},
};

std::vector<std::filesystem::path> example_files() {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    for (const auto& entry :
         std::filesystem::directory_iterator{IGNITE_SOURCE_ROOT "/examples/configs", failed})
        if (entry.path().extension() == ".ign")
            files.push_back(entry.path());
    REQUIRE_FALSE(failed);
    std::ranges::sort(files);
    return files;
}

} // namespace

TEST_CASE("every example is valid and has the findings that are meant", "[config][examples]") {
    const auto files = example_files();
    CHECK(files.size() >= 28);
    for (const auto& file : files) {
        INFO(file.filename().string());
        const std::string text = source_file("examples/configs/" + file.filename().string());
        config::Parsed parsed = config::parse(text);
        REQUIRE(parsed.config);
        std::ranges::sort(parsed.report.findings(), {},
                          [](const Finding& finding) { return finding.position.offset; });
        std::vector<std::string> found;
        for (const Finding& finding : parsed.report.findings()) {
            const LineColumn at = line_column(text, finding.position.offset);
            found.push_back(cat(at.line, ":", at.column, " ", finding.code, " ", finding.place));
        }
        const auto meant = intended.find(file.filename().string());
        CHECK(found == (meant == intended.end() ? std::vector<std::string>{} : meant->second));
        CHECK(config::advise(*parsed.config, {.declared = parsed.declared}).empty());
    }
}

TEST_CASE("every example is written and read back equal, without further findings", "[config][examples]") {
    for (const auto& file : example_files()) {
        INFO(file.filename().string());
        const config::Parsed parsed =
            config::parse(source_file("examples/configs/" + file.filename().string()));
        REQUIRE(parsed.config);
        const std::string written = config::write(*parsed.config);
        const config::Parsed again = config::parse(written);
        REQUIRE(again.config);
        CHECK(config::write(*again.config) == written);
    }
}
