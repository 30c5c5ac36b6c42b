// The parts of an old config become parts of the new one. Each part notes where it came from, and what the
// user should know about it.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/percent.h"
#include "ignite/core/report.h"
#include "old_config.h"
#include "old_places.h"

#include <string>
#include <utility>

namespace ignite::config::old {

struct Translation {
    const Config& then;
    Version version;
    config::Config& now;
    Report& report;
    OldPlaces& old_places;

    // What was converted is of interest to those who convert, not to those who boot.
    void note(std::string_view code, std::string place, std::string text) {
        report.add(Severity::info, code, std::move(place), std::move(text)).voice = Voice::ours;
    }
    void warn(std::string_view code, std::string place, std::string text) {
        report.add(Severity::warning, code, std::move(place), std::move(text));
    }
    void refuse(std::string_view code, std::string place, std::string text, std::string hint = {}) {
        report.add(Severity::error, code, std::move(place), std::move(text)).hint = std::move(hint);
    }
};

// One function for each part; convert.cpp has the table.
void translate_references(Translation&);
void translate_proxy(Translation&);
void translate_passwd(Translation&);
void translate_disks(Translation&);
void translate_arrays(Translation&);
void translate_filesystems(Translation&);
void translate_directories(Translation&);
void translate_files(Translation&);
void translate_links(Translation&);
void translate_network_units(Translation&);
void translate_units(Translation&);

// The old specs do not tell "not set" from "empty" or "false". The new one does, so nothing becomes nothing.

inline OptionalText unless_empty(OptionalText text) {
    return text && !text->empty() ? std::move(text) : OptionalText{};
}
inline OptionalFlag if_true(OptionalFlag flag) { return flag.value_or(false) ? flag : OptionalFlag{}; }
inline OptionalNumber unless_zero(OptionalNumber number) {
    return number.value_or(0) != 0 ? number : OptionalNumber{};
}
inline Owner translated(const Owner& owner) { return {.id = owner.id, .name = unless_empty(owner.name)}; }

// A text as `data:` URL that people can read, mostly.
inline std::string data_url_of(std::string_view text) { return cat("data:,", encode_percent(text)); }

} // namespace ignite::config::old
