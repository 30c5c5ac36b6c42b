// From bytes to one checked config in the newest form: spec/config.md §2.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "ignite/core/result.h"
#include "ignite/core/version.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ignite::config {

// Which URLs a config may name. Flatcar's images hold configs that name files of the OEM partition,
// "oem:///path", which the specification does not know: what runs on a machine takes them, what checks
// configs does not. Spec boot.md §9.
enum class Schemes : bool { of_the_spec, and_oem };

// Why there is no config.
enum class Rejection : std::uint8_t {
    none,
    empty,               // zero bytes: while fetching, not fatal
    syntax,              // no JSON
    version_mismatch,    // `ignition` or its version is of a wrong type
    version_unparsable,  // no version, or not one
    version_unsupported, // none that we know
    type,                // a value is of a wrong type
    invalid,             // a rule says no
};

struct Parsed {
    std::optional<Config> config; // adapted to the newest version
    Report report;                // findings have positions; warnings may come with a config
    Rejection rejection = Rejection::none;
    std::string reason; // of the rejections about which the reference has no findings, only this
    Version declared;   // meaningless before the version is known
};

// Told, while a config is read, how many bytes from the beginning of its text are not needed for now: who
// holds the text may let go of that memory, as long as it is there again when it is looked at again.
using Behind = std::function<void(std::size_t bytes)>;

// `document` is the number under which positions speak of this text. The text may go afterwards.
Parsed parse(std::string_view text, std::uint32_t document = 0, const Behind& behind = {},
             Schemes schemes = Schemes::of_the_spec);

// The same without rules, for what was written by us: the cached config.
Result<Config> read_cache(std::string_view text, const Behind& behind = {});

// What merging may have broken: the rules of the newest version, without uniqueness and unknown keys.
// Findings have no positions; `Origins` knows them.
Report check_rendered(const Config& config, Schemes schemes = Schemes::of_the_spec);

} // namespace ignite::config
