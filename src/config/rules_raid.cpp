#include "field.h"
#include "ignite/core/quoted.h"
#include "rules.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

struct Level {
    std::string_view name;
    bool may_have_spares;
};

constexpr std::array levels = {
    Level{"linear", false}, Level{"raid0", false}, Level{"0", false},     Level{"stripe", false},
    Level{"raid1", true},   Level{"1", true},      Level{"mirror", true}, Level{"raid4", true},
    Level{"4", true},       Level{"raid5", true},  Level{"5", true},      Level{"raid6", true},
    Level{"6", true},       Level{"raid10", true}, Level{"10", true},
};

const Level* find_level(const OptionalText& name) {
    const auto found =
        std::ranges::find_if(levels, [&](const Level& level) { return name && level.name == *name; });
    return found == levels.end() ? nullptr : &*found;
}

template <class Visit>
void for_each_array(const Subject& subject, Visit&& visit) {
    const Place storage = Place::root() / "storage";
    const Place raid = storage / "raid";
    for (std::size_t i = 0; i < subject.config.storage.raid.size(); ++i)
        visit(subject.config.storage.raid[i], raid / i);
}

} // namespace

void arrays_have_devices(const Subject& subject, Report& report) {
    for_each_array(subject, [&](const Raid& array, const Place& place) {
        const Place devices = place / "devices";
        if (array.devices.empty())
            report.fail("raid-devices-missing", devices, "an array needs devices");
        for (std::size_t i = 0; i < array.devices.size(); ++i)
            check_clean_path(array.devices[i], devices / i, report);
    });
}

void array_levels_are_known(const Subject& subject, Report& report) {
    for_each_array(subject, [&](const Raid& array, const Place& place) {
        if (find_level(array.level))
            return;
        if (!is_set(array.level) && subject.since(v3_3))
            report.fail("raid-level-missing", place / "level", "an array needs a level");
        else
            report.fail("raid-level-unknown", place / "level",
                        cat("the level ", quoted(array.level.value_or("")), " is not known"));
    });
}

void striped_arrays_have_no_spares(const Subject& subject, Report& report) {
    for_each_array(subject, [&](const Raid& array, const Place& place) {
        const Level* level = find_level(array.level);
        if (level && !level->may_have_spares && is_positive_or_negative(array.spares))
            report.fail("raid-spares", place / "level", "an array of this level has no spares");
    });
}

} // namespace ignite::config
