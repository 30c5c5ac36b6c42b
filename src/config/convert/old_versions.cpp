#include "old_versions.h"

#include "../decode.h"
#include "../keys.h"
#include "old_config.h"

#include <algorithm>
#include <array>

namespace ignite::config::old {

namespace {

constexpr std::array versions_of_spec_2 = {v2_0, v2_1, v2_2, v2_3, v2_4};

std::optional<Version> find_version(const SemanticVersion& declared) {
    const auto* const found = std::ranges::find_if(versions_of_spec_2, [&](Version known) {
        return declared == SemanticVersion{known.major, known.minor, 0, {}, {}};
    });
    return found == versions_of_spec_2.end() ? std::optional<Version>{} : *found;
}

// Spec 1 gives its version as a number at the top.
bool declares_spec_1(const json::Document& document) {
    bool found = false;
    for (const json::Member member : document.root().members())
        if (same_but_for_case(KeyText{member.key}.view(), "ignitionVersion"))
            found = member.value.kind() == json::Kind::number && member.value.integer() == 1;
    return found;
}

} // namespace

std::optional<Declaration> find_declaration(const json::Document& document) {
    if (document.root().kind() != json::Kind::object)
        return std::nullopt;
    Report ignored; // what is wrong with the version is told by those who know the newer specs
    const std::string declared = decode_version(document, 0, ignored);
    if (ignored.has_errors())
        return std::nullopt;
    if (declared.empty())
        return declares_spec_1(document) ? std::optional{Declaration{"1", v1}} : std::nullopt;
    const std::optional<SemanticVersion> version = parse_semantic_version(declared);
    if (!version || version->major != 2)
        return std::nullopt;
    return Declaration{declared, find_version(*version)};
}

} // namespace ignite::config::old
