// Old configs call filesystems by names of their own; the new ones know mount points.
#pragma once

#include "old_config.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ignite::config::old {

class MountPoints {
public:
    explicit MountPoints(const Storage& storage);

    // Where the filesystem at this place of the list is mounted; nowhere when it has no name.
    const std::optional<std::string>& of(std::size_t filesystem) const { return by_index_[filesystem]; }

    // Of the filesystem that nodes call by this name: the last one, as ever. Nothing: there is none.
    std::optional<std::string> named(std::string_view name) const;

private:
    std::vector<std::optional<std::string>> by_index_;
    std::unordered_map<std::string_view, std::size_t> last_named_;
};

} // namespace ignite::config::old
