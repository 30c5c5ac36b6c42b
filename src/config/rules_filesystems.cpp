#include "field.h"
#include "ignite/core/quoted.h"
#include "rules.h"
#include "suggestion.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace ignite::config {

namespace {

constexpr std::size_t no_limit = SIZE_MAX;

struct Format {
    std::string_view name;
    std::size_t longest_label; // in bytes; 0: none allowed
    Version since;
};

constexpr std::array formats = {
    Format{"ext4", 16, v3_0},    Format{"btrfs", 256, v3_0}, Format{"xfs", 12, v3_0},
    Format{"swap", 15, v3_0},    Format{"vfat", 11, v3_0},   Format{"none", no_limit, v3_3},
    Format{"virtiofs", 0, v3_7},
};

const Format* find_format(const OptionalText& name, Version version) {
    const auto found = std::ranges::find_if(formats, [&](const Format& format) {
        return name && format.name == *name && format.since <= version;
    });
    return found == formats.end() ? nullptr : &*found;
}

bool is_shared(const Filesystem& filesystem, const Subject& subject) {
    return subject.since(v3_7) && filesystem.format == "virtiofs";
}

template <class Visit>
void for_each_filesystem(const Subject& subject, Visit&& visit) {
    const Place storage = Place::root() / "storage";
    const Place filesystems = storage / "filesystems";
    for (std::size_t i = 0; i < subject.config.storage.filesystems.size(); ++i)
        visit(subject.config.storage.filesystems[i], filesystems / i);
}

void report_unknown_format(std::string_view written, Version version, const Place& place, Report& report) {
    Suggestion suggestion{written};
    for (const Format& format : formats)
        if (format.since <= version)
            suggestion.offer(format.name);
    Finding& finding =
        report.fail("format-unknown", place, cat("the format ", quoted(written), " is not known"));
    if (!suggestion.best().empty())
        finding.hint = cat("did you mean `", suggestion.best(), "`?");
}

} // namespace

void filesystem_devices_are_named(const Subject& subject, Report& report) {
    constexpr std::size_t longest_tag = 36;
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        if (!is_shared(filesystem, subject))
            check_clean_path(filesystem.device, place / "device", report);
        else if (filesystem.device.empty())
            report.fail("device-missing", place / "device", "a virtiofs share needs the tag of its device");
        else if (filesystem.device.size() > longest_tag)
            report.fail("virtiofs-tag-length", place / "device",
                        cat("the tag is longer than ", longest_tag, " bytes"));
    });
}

void filesystem_paths_are_clean(const Subject& subject, Report& report) {
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        if (is_set(filesystem.path))
            check_clean_path(*filesystem.path, place / "path", report);
    });
}

void filesystem_formats_are_known(const Subject& subject, Report& report) {
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        const bool says_more = is_set(filesystem.path) || is_set(filesystem.label) ||
                               is_set(filesystem.uuid) || is_true(filesystem.wipe_filesystem) ||
                               !filesystem.options.empty() || !filesystem.mount_options.empty();
        if (!is_set(filesystem.format)) {
            if (says_more)
                report.fail("format-missing", place / "format", "a filesystem needs a format");
        } else if (!find_format(filesystem.format, subject.version)) {
            report_unknown_format(*filesystem.format, subject.version, place / "format", report);
        }
    });
}

void filesystem_labels_fit(const Subject& subject, Report& report) {
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        if (!is_set(filesystem.label))
            return;
        const Format* format = find_format(filesystem.format, subject.version);
        if (!is_set(filesystem.format))
            report.fail("label-without-format", place / "label", "a label needs a format to be made for");
        else if (format && format->longest_label == 0)
            report.fail("virtiofs-label", place / "label", "a virtiofs share has no label");
        else if (format && filesystem.label->size() > format->longest_label)
            report.fail("label-length", place / "label",
                        cat("a label of ", format->name, " has at most ", format->longest_label, " bytes"));
    });
}

void shared_filesystems_are_not_made(const Subject& subject, Report& report) {
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        if (!is_shared(filesystem, subject))
            return;
        if (!filesystem.options.empty())
            report.fail("virtiofs-options", place / "options",
                        "a virtiofs share is not made, so it has no options");
        if (is_set(filesystem.uuid))
            report.fail("virtiofs-uuid", place / "uuid", "a virtiofs share has no UUID");
        if (is_true(filesystem.wipe_filesystem))
            report.fail("virtiofs-wipe", place / "wipeFilesystem", "a virtiofs share cannot be wiped");
    });
}

// A disk given twice counts twice: that it may not be is for another pass to say.
void filesystems_do_not_cover_partitions(const Subject& subject, Report& report) {
    std::unordered_multimap<std::string_view, const Disk*> disks;
    for (const Disk& disk : subject.config.storage.disks)
        disks.emplace(disk.device, &disk);
    for_each_filesystem(subject, [&](const Filesystem& filesystem, const Place& place) {
        const auto [first, end] = disks.equal_range(filesystem.device);
        for (auto disk = first; disk != end; ++disk)
            if (!disk->second->partitions.empty())
                report.warn("fs-over-partitions", place / "device",
                            "the filesystem would take the place of the partitions of this disk");
            else if (is_true(disk->second->wipe_table) && !is_true(filesystem.wipe_filesystem))
                report.warn("fs-implicit-wipe", place / "device",
                            "wipeTable of this disk destroys the filesystem as well, although "
                            "wipeFilesystem is not set");
    });
}

} // namespace ignite::config
