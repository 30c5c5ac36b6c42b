#include "bring.h"
#include "file_text.h"
#include "ignite/config/advice.h"
#include "ignite/config/origins.h"

#include <catch2/catch.hpp>

#include <set>

using namespace ignite;
using namespace ignite::config;

namespace {

struct Case {
    const char* code; // empty: nothing to say
    const char* place;
    const char* members;
};

const Case cases[] = {
    {"kernel-disk-name", "$.storage.disks.0.device", R"("storage":{"disks":[{"device":"/dev/sda"}]})"},
    {"kernel-disk-name", "$.storage.luks.0.device",
     R"("storage":{"luks":[{"name":"l","device":"/dev/nvme0n1p3"}]})"},
    {"kernel-disk-name", "$.storage.filesystems.0.device",
     R"("storage":{"filesystems":[{"device":"/dev/mmcblk0p1"}]})"},
    {"kernel-disk-name", "$.storage.raid.0.devices.1",
     R"("storage":{"raid":[{"name":"r","level":"raid1","devices":["/dev/disk/by-id/a","/dev/sdb"]}]})"},
    {"", "",
     R"("storage":{"disks":[{"device":"/dev/disk/by-id/ata-x"},{"device":"/dev/vda"},{"device":"/dev/sd/x"}]})"},
    {"home-parent", "$.storage.files.0.path", R"("storage":{"files":[{"path":"/home/core/.config/x"}]})"},
    {"home-parent", "$.storage.links.0.path",
     R"("passwd":{"users":[{"name":"u","homeDir":"/srv/u"}]},"storage":{"links":[{"path":"/srv/u/a/b","target":"t"}]})"},
    {"", "", R"("storage":{"files":[{"path":"/home/core/x"},{"path":"/home/x"},{"path":"/opt/a/b"}]})"},
    {"", "",
     R"("storage":{"directories":[{"path":"/home/core/.config","user":{"name":"core"}}],"files":[{"path":"/home/core/.config/x"}]})"},
};

std::vector<std::string> advice_on(const Config& config, const Circumstances& circumstances = {}) {
    std::vector<std::string> out;
    const Report report = advise(config, circumstances);
    for (const Finding& finding : report.findings()) {
        CHECK(finding.severity == Severity::warning);
        CHECK(finding.voice == Voice::ours);
        out.push_back(std::string{finding.code} + " " + finding.place);
    }
    return out;
}

Config with_reference(const std::string& reference) {
    const auto config =
        read_cache(R"({"ignition":{"version":"3.7.0-experimental","config":)" + reference + "}}");
    REQUIRE(config);
    return *config;
}

} // namespace

TEST_CASE("advice is given where it helps, and nowhere else", "[config][advice]") {
    for (const Case& given : cases) {
        INFO(given.members);
        const std::string wanted = std::string{given.code} + " " + given.place;
        CHECK(advice_on(bring(given.members)) ==
              (*given.code ? std::vector<std::string>{wanted} : std::vector<std::string>{}));
    }
}

TEST_CASE("a config that comes unprotected and unverified is advised against", "[config][advice]") {
    CHECK(advice_on(with_reference(R"({"merge":[{"source":"HTTP://h/x"}]})")) ==
          std::vector<std::string>{"config-over-http $.ignition.config.merge.0.source"});
    CHECK(advice_on(with_reference(R"({"replace":{"source":"tftp://h/x"}})")) ==
          std::vector<std::string>{"config-over-http $.ignition.config.replace.source"});
    CHECK(advice_on(with_reference(R"({"replace":{"source":"https://h/x"}})")).empty());
    CHECK(
        advice_on(with_reference(R"({"replace":{"source":"http://h/x","verification":{"hash":"sha512-"}}})"))
            .empty());
}

TEST_CASE("a config too large for the platform is advised against", "[config][advice]") {
    CHECK(advice_on({}, {.bytes = 16385, .platform = "aws"}) == std::vector<std::string>{"user-data-size $"});
    CHECK(advice_on({}, {.bytes = 16384, .platform = "aws"}).empty());
    CHECK(advice_on({}, {.bytes = 1 << 30, .platform = "metal"}).empty());
}

TEST_CASE("advice finds its place in the document", "[config][advice]") {
    const std::string text = document("3.4.0", R"("storage":{"disks":[{"device":"/dev/sda"}]})");
    const Parsed parsed = parse(text);
    REQUIRE(parsed.config);
    Report report = advise(*parsed.config, {.declared = parsed.declared});

    locate(report, text, 3);

    REQUIRE(report.findings().size() == 1);
    CHECK(report.findings()[0].position == Position{3, text.find("\"/dev/sda\"")});
}

TEST_CASE("every advice has its code in the table and a case here", "[config][advice]") {
    std::set<std::string_view> with_case = {"config-over-http", "user-data-size"};
    for (const Case& given : cases)
        with_case.insert(given.code);
    for (const AdviceCode& code : advice_codes())
        CHECK(with_case.contains(code.code));
    CHECK(with_case.size() == advice_codes().size() + 1); // one for "nothing to say"
}

TEST_CASE("every limit of a platform's user data is documented", "[config][advice]") {
    const std::string text = source_file("doc/validate.md");
    for (const PlatformLimit& limit : platform_limits()) {
        INFO(limit.platform);
        CHECK(text.find(cat("| `", limit.platform, "` | ", limit.bytes, " |")) != std::string::npos);
    }
}
