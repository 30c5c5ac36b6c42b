// Every node that a config puts into the tree of files.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/place.h"

namespace ignite::config {

// Calls `visit(node, place)` with every file, directory and link, as what it is.
template <class Visit>
void for_each_node(const Storage& storage, Visit&& visit) {
    const Place here = Place::root() / "storage";
    const auto each = [&](const auto& list, const Place& place) {
        for (std::size_t i = 0; i < list.size(); ++i)
            visit(list[i], place / i);
    };
    each(storage.directories, here / "directories");
    each(storage.files, here / "files");
    each(storage.links, here / "links");
}

} // namespace ignite::config
