// Filesystems. Their names become mount points.
#include "ignite/core/quoted.h"
#include "mount_points.h"
#include "translation.h"

namespace ignite::config::old {

namespace {

bool is_made_anew(const Mount& mount) { return mount.wipe_filesystem.value_or(false) || mount.create.given; }

config::Filesystem translated(const Filesystem& then) {
    const Mount& mount = then.mount;
    config::Filesystem now;
    now.position = then.position;
    now.device = mount.device;
    now.format = unless_empty(mount.format);
    now.label = mount.label;
    now.uuid = mount.uuid;
    now.options = mount.options;
    now.options.insert(now.options.end(), mount.create.options.begin(), mount.create.options.end());
    if (is_made_anew(mount))
        now.wipe_filesystem = true;
    return now;
}

// The root is implied: it is what everything else is mounted below.
void drop_root(Translation& translation, const Filesystem& filesystem) {
    if (is_made_anew(filesystem.mount))
        translation.warn("root-filesystem-dropped", filesystem.place,
                         "the filesystem named root is left out: the root filesystem will NOT be made anew");
    else
        translation.note(
            "root-filesystem-dropped", filesystem.place,
            "the filesystem named root is left out: it is what files are written to without saying so");
}

// Images put the OEM partition on btrfs today. It is reused whatever a config from before says, unless that
// orders a new filesystem.
void use_the_format_of_today(Translation& translation, const Filesystem& then, config::Filesystem& now) {
    constexpr std::string_view format = "btrfs";
    if ((then.name != "oem" && then.name != "OEM") || is_made_anew(then.mount) || now.format == format)
        return;
    now.format = format;
    translation.warn("oem-format", cat(then.mount.place, ".format"),
                     cat("the OEM filesystem is expected to be ", format, ", as images have it today"));
}

void explain(Translation& translation, const Filesystem& then, const config::Filesystem& now) {
    if (then.mount.create.force.value_or(false))
        translation.note("create-to-wipe", cat(then.mount.place, ".create"),
                         "becomes wipeFilesystem, and its options become options of the filesystem");
    if (now.path)
        translation.note("filesystem-to-path", then.place,
                         cat("the filesystem ", quoted(then.name), " is mounted at ", quoted(*now.path)));
}

} // namespace

void translate_filesystems(Translation& translation) {
    const Storage& storage = translation.then.storage;
    const MountPoints mount_points{storage};
    for (std::size_t i = 0; i < storage.filesystems.size(); ++i) {
        const Filesystem& then = storage.filesystems[i];
        if (then.name == "root") {
            drop_root(translation, then);
            continue;
        }
        if (!then.mount.given) // there is a rule against it
            continue;
        config::Filesystem now = translated(then);
        now.path = mount_points.of(i);
        use_the_format_of_today(translation, then, now);
        explain(translation, then, now);
        translation.old_places.add(cat("$.storage.filesystems.", translation.now.storage.filesystems.size()),
                                   then.mount.place);
        translation.now.storage.filesystems.push_back(std::move(now));
    }
}

} // namespace ignite::config::old
