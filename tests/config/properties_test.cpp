// What holds for every config, tried with many. A failure prints the seed and the config.
#include "drawn_config.h"
#include "ignite/config/merge.h"
#include "ignite/config/parse.h"
#include "ignite/config/versions.h"
#include "ignite/config/write.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

using namespace ignite;
using namespace ignite::config;

namespace {

constexpr unsigned draws = IGNITE_DRAWS; // meson.build

std::string draw(unsigned seed, const SpecVersion& version) { return Chance{seed}.config(version.text); }

std::set<std::string_view> errors_of(const Report& report) {
    std::set<std::string_view> codes;
    for (const Finding& finding : report.findings())
        if (finding.severity == Severity::error)
            codes.insert(finding.code);
    return codes;
}

// What the step to a version made lawful on purpose: spec config.md §8.
const std::map<std::string_view, std::set<std::string_view>> relaxed = {
    {"3.1.0", {"hash-function"}},                        // sha256
    {"3.2.0", {"url-scheme"}},                           // gs
    {"3.3.0", {"format-unknown", "custom-with-others"}}, // none; custom counts with a pin only
    {"3.4.0", {"url-scheme", "keyfile-invalid"}},        // arn
    {"3.6.0", {"clevis-pin-unknown"}},                   // any pin
    {"3.7.0-experimental",
     {"format-unknown", "path-missing", // virtiofs, whose device is no path
      "path-relative", "path-not-clean"}},
};

bool is_relaxed(std::string_view version, const std::set<std::string_view>& codes) {
    const auto found = relaxed.find(version);
    return found != relaxed.end() && std::ranges::includes(found->second, codes);
}

Config unchecked(unsigned seed) {
    const std::string text = Chance{seed, Paths::one_list_each}.config(newest_version().text);
    INFO("seed " << seed << ": " << text);
    auto config = read_cache(text);
    REQUIRE(config);
    return *std::move(config);
}

} // namespace

TEST_CASE("what is accepted is written and read back equal", "[config][properties]") {
    std::size_t accepted = 0;
    for (unsigned seed = 0; seed < draws; ++seed)
        for (const SpecVersion& version : spec_versions()) {
            const std::string text = draw(seed, version);
            INFO("seed " << seed << ", version " << version.text << ": " << text);
            const Parsed parsed = parse(text);
            REQUIRE(parsed.config.has_value() == errors_of(parsed.report).empty());
            if (!parsed.config)
                continue;
            ++accepted;
            const std::string written = write(*parsed.config);
            const auto cached = read_cache(written);
            REQUIRE(cached);
            REQUIRE(write(*cached) == written);
            // What became invalid by translation alone is refused again: §6.8.
            const Parsed again = parse(written);
            REQUIRE(again.config.has_value() == !check_rendered(*parsed.config).has_errors());
            if (again.config)
                REQUIRE(write(*again.config) == written);
        }
    CHECK(accepted > draws); // of eight times as many
}

TEST_CASE("what a version refuses the next one refuses, but for what it made lawful",
          "[config][properties]") {
    std::size_t refused = 0;
    for (unsigned seed = 0; seed < draws; ++seed)
        for (std::size_t i = 0; i + 1 < spec_versions().size(); ++i) {
            const SpecVersion& next = spec_versions()[i + 1];
            const std::string text = draw(seed, spec_versions()[i]);
            const Parsed own = parse(text);
            if (own.rejection != Rejection::invalid)
                continue;
            ++refused;
            const Parsed later = parse(draw(seed, next));
            INFO("seed " << seed << ", refused before " << next.text << ": " << text);
            REQUIRE((!later.config || is_relaxed(next.text, errors_of(own.report))));
        }
    CHECK(refused > draws);
}

TEST_CASE("merging does not care about brackets where no entry changes its list and no header goes",
          "[config][properties]") {
    std::size_t mixed = 0;
    for (unsigned seed = 0; seed < draws; ++seed) {
        const Config a = unchecked(3 * seed);
        const Config b = unchecked(3 * seed + 1);
        const Config c = unchecked(3 * seed + 2);
        INFO("seeds from " << 3 * seed << ":\n" << write(a) << '\n' << write(b) << '\n' << write(c));
        const std::string ab_c = write(merge(merge(a, b), c));
        REQUIRE(ab_c == write(merge(a, merge(b, c))));
        mixed += ab_c != write(merge(a, c)) && ab_c != write(merge(b, c)) && ab_c != write(merge(a, b));
    }
    CHECK(mixed > draws / 3); // all three have a share in the result
}

TEST_CASE("merging with an empty config changes nothing", "[config][properties]") {
    Config empty;
    empty.ignition.version = newest_version().text;
    for (unsigned seed = 0; seed < draws; ++seed) {
        const Config config = unchecked(seed);
        INFO("seed " << seed << ": " << write(config));
        REQUIRE(write(merge(config, empty)) == write(config));
        REQUIRE(write(merge(empty, config)) == write(config));
    }
}
