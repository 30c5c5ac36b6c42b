// Configs of spec 1 and 2.x, raised to what the one internal config says: spec/butane.md §17.
#pragma once

#include "ignite/config/types.h"
#include "ignite/config/write.h"
#include "ignite/core/report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignite::config {

struct Conversion {
    std::optional<Config> config; // in the newest form; not there when it cannot be converted
    std::string declared;         // the version, as the document writes it

    // Notes say what was converted, warnings what is lost or means something else now, errors what stands in
    // the way. Places and positions are those of the old document.
    Report report;
};

// Nothing when the text is no config of these versions, whatever else it is. `document` is the number under
// which positions speak of it; the text may go afterwards.
std::optional<Conversion> convert(std::string_view text, std::uint32_t document = 0);

// The version that a converted config can be declared as; every later one will do as well.
inline constexpr std::string_view converted_version = "3.1.0";

// A converted config for people: declared as that version, and without the sections that hold nothing.
std::string write_converted(Config config, std::string_view version, Style style = Style::one_line);

} // namespace ignite::config
