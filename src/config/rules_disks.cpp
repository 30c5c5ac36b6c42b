#include "rules.h"

#include <algorithm>
#include <unordered_set>

namespace ignite::config {

namespace {

template <class Visit>
void for_each_disk(const Subject& subject, Visit&& visit) {
    const Place storage = Place::root() / "storage";
    const Place disks = storage / "disks";
    for (std::size_t i = 0; i < subject.config.storage.disks.size(); ++i)
        visit(subject.config.storage.disks[i], disks / i);
}

// Those disks whose partitions are held against each other.
template <class Visit>
void for_each_table(const Subject& subject, Visit&& visit) {
    for_each_disk(subject, [&](const Disk& disk, const Place& place) {
        if (!disk.device.empty())
            visit(disk.partitions, place / "partitions");
    });
}

template <class Visit>
void for_each_partition(const Subject& subject, Visit&& visit) {
    for_each_disk(subject, [&](const Disk& disk, const Place& place) {
        const Place partitions = place / "partitions";
        for (std::size_t i = 0; i < disk.partitions.size(); ++i)
            visit(disk.partitions[i], partitions / i);
    });
}

// The reference calculates with numbers that wrap around.
std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

bool is_placed(const Partition& partition) {
    return partition.start_mib.value_or(0) != 0 && partition.size_mib;
}

// The last MiB. A size of 0 is a point here, although it will become all the room there is.
std::int64_t end_of(const Partition& partition) {
    const std::int64_t size = *partition.size_mib;
    return size == 0 ? *partition.start_mib : wrapping_sum(wrapping_sum(*partition.start_mib, size), -1);
}

bool clash(const Partition& a, const Partition& b) {
    const auto lies_in_b = [&](std::int64_t place) { return place >= *b.start_mib && place <= end_of(b); };
    return lies_in_b(*a.start_mib) || lies_in_b(end_of(a)) ||
           (*a.start_mib < *b.start_mib && end_of(a) > end_of(b));
}

// 8-4-4-4-12 hexadecimal digits.
bool is_guid(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const auto fits = [](char c, char wanted) {
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return wanted == '-' ? c == '-' : digit;
    };
    return std::ranges::equal(text, form, fits);
}

} // namespace

void disks_have_a_device(const Subject& subject, Report& report) {
    for_each_disk(subject, [&](const Disk& disk, const Place& place) {
        if (disk.device.empty())
            report.fail("disk-device-missing", place / "device", "a disk needs a device");
        else
            check_clean_path(disk.device, place / "device", report);
    });
}

void partition_numbers_are_unique(const Subject& subject, Report& report) {
    for_each_table(subject, [&](const std::vector<Partition>& partitions, const Place& place) {
        std::unordered_set<std::int64_t> seen;
        for (std::size_t i = 0; i < partitions.size(); ++i)
            if (partitions[i].number != 0 && !seen.insert(partitions[i].number).second) {
                report.fail("partition-number-collision", place / i,
                            cat("the number ", partitions[i].number, " is used twice on this disk"));
                return; // one finding a disk, as with the reference
            }
    });
}

void partition_labels_are_unique(const Subject& subject, Report& report) {
    for_each_table(subject, [&](const std::vector<Partition>& partitions, const Place& place) {
        std::unordered_set<std::string_view> seen;
        for (std::size_t i = 0; i < partitions.size(); ++i)
            if (partitions[i].label && !seen.insert(*partitions[i].label).second) {
                report.fail("partition-label-collision", place / i, "the label is used twice on this disk");
                return;
            }
    });
}

void partitions_do_not_overlap(const Subject& subject, Report& report) {
    for_each_table(subject, [&](const std::vector<Partition>& partitions, const Place& place) {
        for (std::size_t i = 0; i < partitions.size(); ++i)
            for (std::size_t other = 0; other < partitions.size(); ++other)
                if (i != other && is_placed(partitions[i]) && is_placed(partitions[other]) &&
                    clash(partitions[i], partitions[other])) {
                    report.fail("partition-overlap", place / other,
                                cat("overlaps partition ", i, " of this list"));
                    return;
                }
    });
}

void partition_labels_fit(const Subject& subject, Report& report) {
    constexpr std::size_t longest = 36;
    for_each_partition(subject, [&](const Partition& partition, const Place& place) {
        const std::string_view label =
            partition.label ? std::string_view{*partition.label} : std::string_view{};
        if (label.size() > longest)
            report.fail("partition-label-length", place / "label",
                        cat("the label is longer than ", longest, " bytes"));
        else if (label.find(':') != std::string_view::npos)
            report.fail("partition-label-colon", place / "label", "a label cannot hold a colon");
    });
}

void partition_guids_are_guids(const Subject& subject, Report& report) {
    for_each_partition(subject, [&](const Partition& partition, const Place& place) {
        const auto check = [&](const OptionalText& guid, std::string_view key) {
            if (is_set(guid) && !is_guid(*guid))
                report.fail("guid-format", place / key, "not a GUID").hint =
                    "it has the form 01234567-89AB-CDEF-0123-456789ABCDEF";
        };
        check(partition.guid, "guid");
        check(partition.type_guid, "typeGuid");
    });
}

void absent_partitions_have_no_attributes(const Subject& subject, Report& report) {
    for_each_partition(subject, [&](const Partition& partition, const Place& place) {
        const bool has_attributes = partition.label || partition.start_mib || partition.size_mib ||
                                    is_set(partition.guid) || is_set(partition.type_guid);
        if (!partition.should_exist.value_or(true) && has_attributes)
            report.fail("absent-with-attributes", place,
                        "a partition that shall not exist cannot have a label, a size, a start or a GUID");
    });
}

void partitions_can_be_told_apart(const Subject& subject, Report& report) {
    for_each_partition(subject, [&](const Partition& partition, const Place& place) {
        if (partition.number == 0 && !partition.label)
            report.fail("partition-unidentified", place, "a partition needs a number or a label");
    });
}

} // namespace ignite::config
