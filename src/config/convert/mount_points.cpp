#include "mount_points.h"

#include "ignite/core/text.h"

#include <algorithm>
#include <array>

namespace ignite::config::old {

namespace {

// Names that mean the same on every machine, whether the config mentions them or not.
struct WellKnown {
    std::string_view name;
    std::string_view mount_point;
};

constexpr std::array well_known = {
    WellKnown{"root", "/"}, WellKnown{"oem", "/oem"}, // was /usr/share/oem, which is a symlink to it now
};

std::optional<std::string> find_well_known(std::string_view name) {
    const auto* const found = std::ranges::find(well_known, name, &WellKnown::name);
    return found == well_known.end() ? std::optional<std::string>{} : std::string{found->mount_point};
}

// One component of a path, whatever the name holds.
std::string as_component(std::string_view name) {
    std::string component{name};
    std::ranges::replace_if(component, [](char c) { return c == '/' || c == '\0'; }, '_');
    return component;
}

} // namespace

MountPoints::MountPoints(const Storage& storage) {
    by_index_.reserve(storage.filesystems.size());
    for (std::size_t i = 0; i < storage.filesystems.size(); ++i) {
        const std::string_view name = storage.filesystems[i].name;
        std::optional<std::string> where = find_well_known(name);
        if (!where && !name.empty()) // below /tmp, because only the first boot needs it there
            where = cat("/tmp/", as_component(name), "-ign", i);
        by_index_.push_back(std::move(where));
        if (!name.empty())
            last_named_.insert_or_assign(name, i);
    }
}

std::optional<std::string> MountPoints::named(std::string_view name) const {
    const auto found = last_named_.find(name);
    return found == last_named_.end() ? find_well_known(name) : by_index_[found->second];
}

} // namespace ignite::config::old
