// Versions as the config writes them (three numbers, a pre-release, metadata), and the short form in which
// our tables speak of versions of the config spec.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ignite {

// A version of the config spec, for "since" and "before". Patch levels do not exist there.
struct Version {
    int major = 0;
    int minor = 0;

    friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

// A version as written down. The views point into the text that was parsed.
struct SemanticVersion {
    std::int64_t major = 0;
    std::int64_t minor = 0;
    std::int64_t patch = 0;
    std::string_view pre_release;
    std::string_view metadata;

    friend bool operator==(const SemanticVersion&, const SemanticVersion&) = default;
};

// Nothing when it is no version: "3.4", "v3.4.0", " 3.4.0".
std::optional<SemanticVersion> parse_semantic_version(std::string_view text);

} // namespace ignite
