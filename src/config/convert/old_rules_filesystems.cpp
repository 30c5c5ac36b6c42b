#include "../rules.h"
#include "ignite/core/quoted.h"
#include "old_rules.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace ignite::config::old {

namespace {

Finding& refuse(Report& report, std::string_view code, std::string place, std::string text) {
    return report.add(Severity::error, code, std::move(place), std::move(text));
}

struct Format {
    std::string_view name;
    Version since;
    std::size_t longest_label; // bytes
};

constexpr std::array formats = {
    Format{"ext4", v1, 16},   Format{"btrfs", v1, 256}, Format{"xfs", v1, 12},
    Format{"swap", v2_1, 15}, Format{"vfat", v2_1, 11},
};

const Format* find_format(std::string_view name) {
    const auto* const found = std::ranges::find(formats, name, &Format::name);
    return found == formats.end() ? nullptr : found;
}

bool is_root(const Filesystem& filesystem) { return filesystem.name == "root"; }

} // namespace

void filesystems_are_mounted_once(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems) {
        if (filesystem.mount.given && filesystem.path)
            refuse(report, "mount-and-path", filesystem.place, "it has both mount and path");
        else if (!filesystem.mount.given && !filesystem.path)
            refuse(report, "mount-missing", filesystem.place, "it has neither mount nor path");
        else if (filesystem.path && !is_root(filesystem))
            refuse(report, "filesystem-path", cat(filesystem.place, ".path"),
                   cat("the new specs know no filesystem that is mounted already, at ",
                       quoted(*filesystem.path)))
                .hint = "put its nodes on the filesystem root, with the whole path";
    }
}

void filesystem_paths_are_absolute(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems)
        if (filesystem.path && !filesystem.path->starts_with('/'))
            refuse(report, "path-relative", cat(filesystem.place, ".path"), "the path must be absolute");
}

// The others have one by the new rules, which never see the root.
void filesystems_have_a_device(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems)
        if (is_root(filesystem) && filesystem.mount.given && !filesystem.mount.device.starts_with('/'))
            refuse(report, "path-relative", cat(filesystem.mount.place, ".device"),
                   "the path must be absolute");
}

void filesystem_formats_are_known(const Config& config, Version version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems) {
        if (!filesystem.mount.given)
            continue;
        const Format* const format = find_format(filesystem.mount.format);
        if (!format || version < format->since)
            refuse(report, "format-unknown", cat(filesystem.mount.place, ".format"),
                   cat("this version of the spec has no format ", quoted(filesystem.mount.format)));
    }
}

void filesystem_labels_fit(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems) {
        const Format* const format = find_format(filesystem.mount.format);
        if (format && filesystem.mount.label.value_or("").size() > format->longest_label)
            refuse(report, "label-length", cat(filesystem.mount.place, ".label"),
                   cat("a label of ", format->name, " has at most ", format->longest_label, " bytes"));
    }
}

// "Make it, but only where there is none": the new specs look at what is there in another way.
void filesystems_are_made_by_force(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems)
        if (filesystem.mount.create.given && !is_true(filesystem.mount.create.force))
            refuse(report, "create-without-force", cat(filesystem.mount.place, ".create"),
                   "a filesystem that is made only where there is none cannot be converted")
                .hint = "add \"force\": true if what is there may be lost";
}

void creation_stands_alone(const Config& config, Version, Report& report) {
    for (const Filesystem& filesystem : config.storage.filesystems) {
        const Mount& mount = filesystem.mount;
        if (mount.create.given && is_true(mount.wipe_filesystem))
            refuse(report, "create-and-wipe", mount.place, "it has both create and wipeFilesystem");
        if (mount.create.given && !mount.options.empty())
            refuse(report, "create-and-options", mount.place, "it has options beside those of create");
    }
}

void filesystem_names_are_unique(const Config& config, Version, Report& report) {
    std::unordered_map<std::string_view, std::string_view> first;
    for (const Filesystem& filesystem : config.storage.filesystems) {
        if (filesystem.name.empty())
            continue;
        const auto [known, is_new] = first.try_emplace(filesystem.name, filesystem.place);
        if (!is_new)
            report.add(Severity::warning, "filesystem-shadowed", filesystem.place,
                       cat("the name ", quoted(filesystem.name), " is that of ", known->second,
                           " as well; nodes go to the last one"));
    }
}

} // namespace ignite::config::old
