#include "rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

namespace ignite::config {

namespace {

constexpr std::array<std::string_view, 12> unit_types = {
    ".service", ".socket", ".device", ".mount",    ".automount", ".swap",
    ".target",  ".path",   ".timer",  ".snapshot", ".slice",     ".scope",
};

// From the last dot of the last component on; empty: there is none.
std::string_view extension_of(std::string_view name) {
    const std::string_view last = name.substr(name.rfind('/') + 1);
    const std::size_t dot = last.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : last.substr(dot);
}

template <class Visit>
void for_each_unit(const Subject& subject, Visit&& visit) {
    const Place systemd = Place::root() / "systemd";
    const Place units = systemd / "units";
    for (std::size_t i = 0; i < subject.config.systemd.units.size(); ++i)
        visit(subject.config.systemd.units[i], subject.unit_texts[i], units / i);
}

void check_text(const UnitText& text, const Place& place, Report& report) {
    if (text.wrong)
        report.fail("unit-syntax", place / "contents",
                    cat("not a unit, at byte ", text.offset, ": ", text.wrong));
}

bool lacks_install(const Unit& unit, const UnitText& text) {
    return is_set(unit.contents) && !text.wrong && !text.has_install;
}

// `e@.service` of `e@x@y.service`: the stem is as short as can be, but never empty. Empty: no instance of a
// service.
std::string template_of(std::string_view name) {
    constexpr std::string_view suffix = ".service";
    const std::size_t at = name.find('@', 1);
    if (at == std::string_view::npos || !name.ends_with(suffix) || at + 1 + suffix.size() >= name.size() ||
        name.find('\n') != std::string_view::npos)
        return {};
    return std::string{name.substr(0, at + 1)}.append(suffix);
}

} // namespace

void unit_names_have_a_type(const Subject& subject, Report& report) {
    for_each_unit(subject, [&](const Unit& unit, const UnitText&, const Place& place) {
        if (std::ranges::find(unit_types, extension_of(unit.name)) == unit_types.end())
            report.fail("unit-extension", place / "name", "the name of a unit ends in its type").hint =
                "for example .service, .mount or .timer";
        const Place dropins = place / "dropins";
        for (std::size_t i = 0; i < unit.dropins.size(); ++i)
            if (extension_of(unit.dropins[i].name) != ".conf")
                report.fail("dropin-extension", dropins / i / "name", "the name of a drop-in ends in .conf");
    });
}

void unit_texts_are_well_formed(const Subject& subject, Report& report) {
    for_each_unit(subject, [&](const Unit& unit, const UnitText& text, const Place& place) {
        check_text(text, place, report);
        const Place dropins = place / "dropins";
        for (std::size_t i = 0; i < unit.dropins.size(); ++i)
            if (unit.dropins[i].contents)
                check_text(read_unit_text(*unit.dropins[i].contents), dropins / i, report);
    });
}

void enabled_units_can_be_installed(const Subject& subject, Report& report) {
    for_each_unit(subject, [&](const Unit& unit, const UnitText& text, const Place& place) {
        if (is_true(unit.enabled) && lacks_install(unit, text))
            report.warn("no-install", place / "contents",
                        "the unit is enabled but has no [Install] section, so enabling it does nothing");
    });
}

void enabled_instances_can_be_installed(const Subject& subject, Report& report) {
    std::unordered_set<std::string_view> templates;
    for_each_unit(subject, [&](const Unit& unit, const UnitText& text, const Place&) {
        if (!unit.name.empty() && lacks_install(unit, text))
            templates.insert(unit.name);
    });
    if (templates.empty())
        return;
    for_each_unit(subject, [&](const Unit& unit, const UnitText&, const Place& place) {
        if (is_true(unit.enabled) && templates.contains(template_of(unit.name)))
            report.warn(
                "template-no-install", place / "contents",
                "the unit is enabled but its template has no [Install] section, so enabling it does nothing");
    });
}

} // namespace ignite::config
