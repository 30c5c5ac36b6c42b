#include "ignite/config/versions.h"

#include "field.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

// To add a version, add its row, its schema file, and, where it reads old configs otherwise, an adaptation.
constexpr std::array versions = {
    SpecVersion{"3.0.0", v3_0, "", "v3_0"},
    SpecVersion{"3.1.0", v3_1, "", "v3_1"},
    SpecVersion{"3.2.0", v3_2, "", "v3_2"},
    SpecVersion{"3.3.0", v3_3, "", "v3_3"},
    SpecVersion{"3.4.0", v3_4, "", "v3_4"},
    SpecVersion{"3.5.0", v3_5, "", "v3_5"},
    SpecVersion{"3.6.0", v3_6, "", "v3_6"},
    SpecVersion{"3.7.0-experimental", v3_7, "experimental", "v3_7_experimental"},
};

static_assert(versions.back().version == newest);

} // namespace

std::span<const SpecVersion> spec_versions() { return versions; }

const SpecVersion& newest_version() { return versions.back(); }

const SpecVersion* find_version(const SemanticVersion& declared) {
    const auto found = std::ranges::find_if(versions, [&](const SpecVersion& known) {
        return declared ==
               SemanticVersion{known.version.major, known.version.minor, 0, known.pre_release, {}};
    });
    return found == versions.end() ? nullptr : &*found;
}

} // namespace ignite::config
