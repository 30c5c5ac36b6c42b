// Units of systemd. A unit given twice becomes one: config generators of the time wrote a unit and its
// drop-ins as two.
#include "translation.h"

#include <unordered_map>

namespace ignite::config::old {

namespace {

// The older member can only say yes; the newer one is obeyed whatever it says.
OptionalFlag enabled(const Unit& unit) { return unit.enabled ? unit.enabled : if_true(unit.enable); }

class Units {
public:
    explicit Units(Translation& translation) : translation_{translation} {}

    void add(const Unit& then, const std::string& place) {
        config::Unit& now = find_or_add(then, place);
        if (OptionalText contents = unless_empty(then.contents))
            now.contents = std::move(contents);
        if (const OptionalFlag flag = enabled(then))
            now.enabled = flag;
        if (const OptionalFlag flag = if_true(then.mask))
            now.mask = flag;
        for (std::size_t i = 0; i < then.dropins.size(); ++i)
            add_dropin(now, then.dropins[i], cat(place, ".dropins.", i));
        if (then.enable.value_or(false) && !then.enabled)
            translation_.note("enable-to-enabled", cat(place, ".enable"), "becomes the member enabled");
    }

private:
    config::Unit& find_or_add(const Unit& then, const std::string& place) {
        std::vector<config::Unit>& units = translation_.now.systemd.units;
        const auto [known, is_new] = by_name_.try_emplace(then.name, units.size());
        const std::string place_now = cat("$.systemd.units.", known->second);
        if (!is_new) {
            translation_.note(
                "units-merged", place,
                cat("is merged into ", translation_.old_places.of(place_now), ", a unit of the same name"));
            return units[known->second];
        }
        translation_.old_places.add(place_now, place);
        config::Unit& now = units.emplace_back();
        now.name = then.name;
        now.position = then.position;
        return now;
    }

    void add_dropin(config::Unit& unit, Dropin dropin, std::string place) {
        const std::size_t index = static_cast<std::size_t>(&unit - translation_.now.systemd.units.data());
        translation_.old_places.add(cat("$.systemd.units.", index, ".dropins.", unit.dropins.size()),
                                    std::move(place));
        dropin.contents = unless_empty(std::move(dropin.contents));
        unit.dropins.push_back(std::move(dropin));
    }

    Translation& translation_;
    std::unordered_map<std::string, std::size_t> by_name_;
};

} // namespace

void translate_units(Translation& translation) {
    Units units{translation};
    const std::vector<Unit>& then = translation.then.systemd.units;
    for (std::size_t i = 0; i < then.size(); ++i)
        units.add(then[i], cat("$.systemd.units.", i));
}

} // namespace ignite::config::old
