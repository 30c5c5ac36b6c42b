#include "ignite/config/convert.h"

#include "../adaptations.h"
#include "../check.h"
#include "../decoder.h"
#include "../key_finder.h"
#include "../locate.h"
#include "collisions.h"
#include "ignite/core/quoted.h"
#include "old_fields.h"
#include "old_rules.h"
#include "old_versions.h"
#include "spec_1.h"
#include "translation.h"

#include <array>
#include <set>

namespace ignite::config {

namespace old {

namespace {

constexpr Version target = v3_1; // declared as converted_version

// In the order of the sections. Files come before network units, so that the user's own keep their places.
constexpr std::array parts = {
    translate_references,    translate_proxy,       translate_passwd,      translate_disks,
    translate_arrays,        translate_filesystems, translate_directories, translate_files,
    translate_network_units, translate_links,       translate_units,
};

std::optional<Config> decode(const json::Document& document, std::uint32_t number, Version version,
                             Fields table, Report& report) {
    Config config;
    Decoder{number, version, report}.object(document.root(), table, &config, Place{});
    if (report.has_errors())
        return std::nullopt;
    KeyFinder{number, version, report}.object(document.root(), table, Place{});
    return config;
}

// What has no place of its own in the new config is told where it is in the old one.
void note_places(Storage& storage) {
    const auto note = [](auto& list, std::string_view name) {
        for (std::size_t i = 0; i < list.size(); ++i)
            list[i].place = cat("$.storage.", name, ".", i);
    };
    note(storage.directories, "directories");
    note(storage.files, "files");
    note(storage.filesystems, "filesystems");
    note(storage.links, "links");
    for (Filesystem& filesystem : storage.filesystems)
        filesystem.mount.place = cat(filesystem.place, ".mount");
}

std::optional<Config> read(const json::Document& document, std::uint32_t number, Version version,
                           Report& report) {
    std::optional<Config> config =
        decode(document, number, version,
               version == v1 ? Fields{config_of_spec_1_fields} : Fields{config_fields}, report);
    if (config) {
        note_places(config->storage);
        raise_from_spec_1(config->storage);
    }
    return config;
}

// What the new spec says about the result, as the version it is converted to and as the newest one, at the
// places of the old document and each thing once.
void check(config::Config& config, const OldPlaces& old_places, Report& report) {
    Report found;
    find_collisions(config, old_places, found);
    check_rules(config, target, Schemes::and_oem, found);
    check_uniqueness(config, target, found);
    adapt(config, target);
    check_rules(config, newest, Schemes::and_oem, found);
    check_uniqueness(config, newest, found);

    std::set<std::pair<std::string_view, std::string>> told;
    for (const Finding& finding : report.findings())
        told.emplace(finding.code, finding.place);
    for (Finding& finding : found.findings()) {
        finding.place = old_places.of(finding.place);
        if (told.emplace(finding.code, finding.place).second)
            report.findings().push_back(std::move(finding));
    }
}

void find_positions(const json::Document& document, std::uint32_t number, Report& report) {
    Locator locator{document};
    for (Finding& finding : report.findings())
        if (!finding.position)
            finding.position = {number, locator.offset_of(finding.place)};
}

std::optional<config::Config> raise(const json::Document& document, std::uint32_t number, Version version,
                                    Report& report) {
    const std::optional<Config> then = read(document, number, version, report);
    if (!then)
        return std::nullopt;
    check_old_rules(*then, version, report);
    config::Config now;
    now.ignition.version = converted_version;
    OldPlaces old_places;
    Translation translation{*then, version, now, report, old_places};
    for (const auto translate : parts)
        translate(translation);
    check(now, old_places, report);
    if (report.has_errors())
        return std::nullopt;
    return now;
}

} // namespace

} // namespace old

std::optional<Conversion> convert(std::string_view text, std::uint32_t number) {
    const auto document = json::Document::parse(text);
    if (!document)
        return std::nullopt;
    std::optional<old::Declaration> declaration = old::find_declaration(*document);
    if (!declaration)
        return std::nullopt;
    Conversion conversion;
    if (declaration->version)
        conversion.config = old::raise(*document, number, *declaration->version, conversion.report);
    else
        conversion.report
            .add(Severity::error, "version-unsupported", "$.ignition.version",
                 cat("there is no version ", quoted(declaration->text), " of the config spec"))
            .hint = "the last one before 3.0.0 is 2.4.0";
    old::find_positions(*document, number, conversion.report);
    conversion.declared = std::move(declaration->text);
    return conversion;
}

} // namespace ignite::config
