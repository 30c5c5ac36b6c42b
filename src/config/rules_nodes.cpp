#include "ignite/core/quoted.h"
#include "nodes.h"
#include "rules.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace ignite::config {

namespace {

// No "//", no "." and no ".." component, no slash at the end but that of "/".
bool is_clean(std::string_view path) {
    if (path == "/")
        return true;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash before the component
        const std::string_view component = path.substr(0, path.find('/'));
        if (component.empty() || component == "." || component == "..")
            return false;
        path.remove_prefix(component.size());
    }
    return true;
}

template <class Visit>
void for_each_mode(const Subject& subject, Visit&& visit) {
    for_each_node(subject.config.storage, [&](const auto& node, const Place& place) {
        if constexpr (requires { node.mode; })
            if (node.mode)
                visit(*node.mode, place / "mode");
    });
}

} // namespace

void check_clean_path(std::string_view path, const Place& place, Report& report) {
    if (path.empty())
        report.fail("path-missing", place, "a path is missing");
    else if (!path.starts_with('/'))
        report.fail("path-relative", place, "the path must be absolute").hint = "begin it with a slash";
    else if (!is_clean(path))
        report.fail("path-not-clean", place, "the path is not in its simplest form").hint =
            "leave out \"//\", \".\", \"..\" and a slash at the end";
}

void node_paths_are_clean(const Subject& subject, Report& report) {
    for_each_node(subject.config.storage, [&](const Node& node, const Place& place) {
        check_clean_path(node.path, place / "path", report);
    });
}

void owners_are_named_once(const Subject& subject, Report& report) {
    for_each_node(subject.config.storage, [&](const Node& node, const Place& place) {
        const auto check = [&](const Owner& owner, std::string_view key) {
            if (owner.id && is_set(owner.name))
                report.fail("id-and-name", place / key, "an owner is given by id or by name, not by both");
        };
        check(node.group, "group");
        check(node.user, "user");
    });
}

void modes_are_in_range(const Subject& subject, Report& report) {
    constexpr std::int64_t largest = 07777;
    for_each_mode(subject, [&](std::int64_t mode, const Place& place) {
        if (mode < 0 || mode > largest)
            report.fail("mode-range", place, cat("a mode lies between 0 and ", largest, ", in decimal"));
    });
}

void special_modes_have_no_effect(const Subject& subject, Report& report) {
    constexpr std::int64_t special_bits = 07000;
    for_each_mode(subject, [&](std::int64_t mode, const Place& place) {
        if ((mode & special_bits) != 0)
            report.warn("mode-special-bits", place,
                        "setuid, setgid and sticky have no effect before version 3.6.0");
    });
}

void overwriting_needs_a_source(const Subject& subject, Report& report) {
    const Place storage = Place::root() / "storage";
    const Place files = storage / "files";
    for (std::size_t i = 0; i < subject.config.storage.files.size(); ++i) {
        const File& file = subject.config.storage.files[i];
        if (is_true(file.overwrite) && !file.contents.source)
            report.fail("overwrite-without-source", files / i / "overwrite",
                        "what is there is to be overwritten, but contents.source is missing");
    }
}

// One finding for each link in the way. Hard links count like symbolic ones.
void nodes_are_not_below_links(const Subject& subject, Report& report) {
    const Storage& storage = subject.config.storage;
    if (storage.links.empty())
        return;
    std::unordered_map<std::string_view, std::size_t> links; // path: how many
    for (const Link& link : storage.links)
        ++links[link.path];
    for_each_node(storage, [&](const Node& node, const Place& place) {
        const std::string_view path = node.path;
        for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
             slash = path.find('/', slash + 1)) {
            const auto link = links.find(path.substr(0, slash));
            for (std::size_t i = 0; link != links.end() && i < link->second; ++i)
                report.fail("path-through-link", place,
                            cat("its path leads through the link ", quoted(link->first)));
        }
    });
}

void nodes_are_not_written_by_units(const Subject& subject, Report& report) {
    const Storage& storage = subject.config.storage;
    if (storage.files.empty() && storage.directories.empty() && storage.links.empty())
        return; // thousands of names are not made for nothing
    std::unordered_set<std::string> written;
    for (const Unit& unit : subject.config.systemd.units) {
        if (is_set(unit.contents))
            written.insert(cat("/etc/systemd/system/", unit.name));
        for (const Dropin& dropin : unit.dropins)
            if (is_set(dropin.contents))
                written.insert(cat("/etc/systemd/system/", unit.name, ".d/", dropin.name));
    }
    if (written.empty())
        return;
    for_each_node(storage, [&](const Node& node, const Place& place) {
        if (written.contains(node.path))
            report.fail("path-systemd-conflict", place / "path",
                        "a unit or drop-in of this config is written there");
    });
}

} // namespace ignite::config
