// Files, directories and links. Their filesystem and their path become one path.
#include "ignite/core/path.h"
#include "ignite/core/quoted.h"
#include "mount_points.h"
#include "translation.h"

namespace ignite::config::old {

namespace {

// What the nodes of one list have in common.
class Nodes {
public:
    Nodes(Translation& translation, std::string_view list)
        : translation_{translation}, list_{list}, mount_points_{translation.then.storage} {}

    template <class Now>
    Now& add(std::vector<Now>& nodes, const Node& then) {
        translation_.old_places.add(cat("$.storage.", list_, ".", nodes.size()), then.place);
        Now& now = nodes.emplace_back();
        now.position = then.position;
        now.path = path_of(then);
        now.overwrite = then.overwrite;
        now.user = translated(then.user);
        now.group = translated(then.group);
        return now;
    }

    // On its filesystem.
    std::string joined(const Node& node, std::string_view path) const {
        return join_paths(mount_points_.named(node.filesystem).value_or("/"), path);
    }

private:
    std::string path_of(const Node& node) {
        if (!node.filesystem.empty() && !mount_points_.named(node.filesystem))
            translation_.refuse("filesystem-unknown", cat(node.place, ".filesystem"),
                                cat("this config has no filesystem named ", quoted(node.filesystem),
                                    ", so where it is mounted is unknown"),
                                "define the filesystem in the config that uses it");
        std::string path = joined(node, node.path);
        if (node.filesystem != "root" && !node.path.empty())
            translation_.note("path-joined", node.place, cat("is written to ", quoted(path)));
        return path;
    }

    Translation& translation_;
    std::string_view list_;
    MountPoints mount_points_;
};

Resource translated(const Resource& then) {
    Resource now = then;
    now.compression = unless_empty(std::move(now.compression));
    if (!now.source)
        now.source.emplace(); // an empty file, not "what is there already"
    return now;
}

// Until 2.2.0 a mode that is not given is the mode 0.
OptionalNumber mode_of(Translation& translation, const OptionalNumber& mode, const std::string& place,
                       std::string_view default_now) {
    if (mode || translation.version < v2_2)
        return mode.value_or(0);
    translation.warn("mode-unset", place,
                     cat("has no mode, which was 0000 once and is ", default_now, " now"));
    return {};
}

} // namespace

void translate_directories(Translation& translation) {
    Nodes nodes{translation, "directories"};
    for (const Directory& then : translation.then.storage.directories) {
        config::Directory& now = nodes.add(translation.now.storage.directories, then);
        now.mode = mode_of(translation, then.mode, then.place, "0755");
    }
}

void translate_files(Translation& translation) {
    Nodes nodes{translation, "files"};
    for (const File& then : translation.then.storage.files) {
        const std::string place = cat("$.storage.files.", translation.now.storage.files.size());
        config::File& now = nodes.add(translation.now.storage.files, then);
        now.mode = mode_of(translation, then.mode, then.place, "0644");
        if (then.append.value_or(false)) {
            now.append.push_back(translated(then.contents));
            now.overwrite = false;
            translation.old_places.add(cat(place, ".append.0"), cat(then.place, ".contents"));
            translation.note("append-to-list", then.place, "its contents become an entry of its list append");
        } else {
            now.contents = translated(then.contents);
            now.overwrite = then.overwrite.value_or(true); // the old default; the new one is false
        }
    }
}

void translate_links(Translation& translation) {
    Nodes nodes{translation, "links"};
    for (const Link& then : translation.then.storage.links) {
        config::Link& now = nodes.add(translation.now.storage.links, then);
        now.hard = if_true(then.hard);
        now.target = then.target;
        // A hard link cannot leave its filesystem, so its target counts from there, as the path does.
        if (now.hard && then.filesystem != "root" && then.target.starts_with('/')) {
            now.target = nodes.joined(then, then.target);
            translation.note("target-joined", cat(then.place, ".target"),
                             cat("leads to ", quoted(*now.target)));
        }
    }
}

} // namespace ignite::config::old
