#include "collisions.h"

#include "../key.h"
#include "../nodes.h"
#include "ignite/core/quoted.h"

#include <unordered_map>
#include <vector>

namespace ignite::config::old {

namespace {

class Finder {
public:
    Finder(const OldPlaces& old_places, Report& report) : old_places_{old_places}, report_{report} {}

    void nodes(const Storage& storage) {
        Known known;
        for_each_node(storage, [&](const config::Node& node, const Place& place) {
            note(known, node.path, place, "the path");
        });
    }

    template <class Element>
    void list(const std::vector<Element>& elements, const Place& place, std::string_view what) {
        Known known;
        for (std::size_t i = 0; i < elements.size(); ++i)
            note(known, key_of(elements[i]).name, place / i, what);
    }

    // One finding for each link in the way, as the new rule has it.
    void nodes_below_links(const Storage& storage) {
        std::unordered_multimap<std::string_view, std::size_t> links;
        for (std::size_t i = 0; i < storage.links.size(); ++i)
            links.emplace(storage.links[i].path, i);
        if (links.empty())
            return;
        for_each_node(storage, [&](const config::Node& node, const Place& place) {
            const std::string_view path = node.path;
            for (std::size_t end = path.find('/'); end != std::string_view::npos;
                 end = path.find('/', end + 1)) {
                const auto [first, last] = links.equal_range(path.substr(0, end));
                for (auto link = first; link != last; ++link)
                    report_.fail("path-through-link", place,
                                 cat("its path leads through the link ", quoted(link->first), ", which is ",
                                     old_places_.of(cat("$.storage.links.", link->second))));
            }
        });
    }

private:
    using Known = std::unordered_map<std::string_view, std::string>;

    void note(Known& known, std::string_view key, const Place& place, std::string_view what) {
        const auto [first, is_new] = known.try_emplace(key, place.text());
        if (!is_new)
            report_.fail(
                "duplicate-entry", place,
                cat(what, " ", quoted(key), " is that of ", old_places_.of(first->second), " as well"));
    }

    const OldPlaces& old_places_;
    Report& report_;
};

} // namespace

void find_collisions(const config::Config& config, const OldPlaces& old_places, Report& report) {
    const Place storage = Place::root() / "storage";
    const Place systemd = Place::root() / "systemd";
    const Place passwd = Place::root() / "passwd";
    const Place units = systemd / "units";

    Finder finder{old_places, report};
    finder.nodes(config.storage);
    finder.nodes_below_links(config.storage);
    for (std::size_t i = 0; i < config.systemd.units.size(); ++i) {
        const Place unit = units / i;
        finder.list(config.systemd.units[i].dropins, unit / "dropins", "the drop-in's name");
    }
    finder.list(config.passwd.users, passwd / "users", "the name");
    finder.list(config.passwd.groups, passwd / "groups", "the name");
    finder.list(config.storage.filesystems, storage / "filesystems", "the device");
}

} // namespace ignite::config::old
