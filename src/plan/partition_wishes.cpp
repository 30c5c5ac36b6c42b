#include "partition_wishes.h"

#include "free_space.h"
#include "ignite/core/quoted.h"

#include <algorithm>
#include <set>

namespace ignite::plan {

namespace {

constexpr std::int64_t largest_number = 1'000'000; // far beyond any table; keeps the number an unsigned

Result<std::uint64_t> sectors_of(const config::OptionalNumber& mebibytes, std::string_view what,
                                 SectorSize size) {
    if (*mebibytes < 0)
        return fail(Fault::config, what, " is ", *mebibytes, " MiB, which is less than nothing");
    const auto sectors = in_sectors(Mebibytes{static_cast<std::uint64_t>(*mebibytes)}, size);
    if (!sectors)
        return fail(Fault::config, what, " is ", *mebibytes, " MiB, which is more than any disk has");
    return sectors->count;
}

std::optional<Guid> guid_of(const config::OptionalText& text) {
    return text ? Guid::parse(*text) : std::nullopt;
}

Result<PartitionWish> wish_for(const config::Partition& partition, SectorSize size) {
    if (partition.number < 0 || partition.number > largest_number)
        return fail(Fault::config, "there is no partition number ", partition.number);
    PartitionWish wish;
    wish.number = static_cast<unsigned>(partition.number);
    if (partition.start_mib)
        wish.start = Lba{TRY(sectors_of(partition.start_mib, "startMiB", size))};
    if (partition.size_mib)
        wish.length = Sectors{TRY(sectors_of(partition.size_mib, "sizeMiB", size))};
    wish.type = guid_of(partition.type_guid);
    wish.id = guid_of(partition.guid);
    wish.label = partition.label;
    wish.should_exist = partition.should_exist.value_or(true);
    wish.may_wipe = partition.wipe_partition_entry.value_or(false);
    wish.may_resize = partition.resize.value_or(false);
    wish.position = partition.position;
    return wish;
}

const Partition* find(const Disk& disk, unsigned number) {
    const auto found = std::ranges::find(disk.partitions, number, &Partition::number);
    return found == disk.partitions.end() ? nullptr : &*found;
}

std::optional<Lba> given(std::optional<Lba> start) {
    return start && start->index > 0 ? start : std::nullopt;
}
std::optional<Sectors> given(std::optional<Sectors> length) {
    return length && length->count > 0 ? length : std::nullopt;
}

// Whether a partition is what an earlier run has made of a wish without a number. Without this, every further
// try of a first boot would add another one.
bool is_result_of(const PartitionWish& wish, const Partition& partition) {
    return wish.label && !wish.label->empty() && *wish.label == partition.label &&
           wish.type.value_or(linux_data) == partition.type &&
           wish.id.value_or(partition.id) == partition.id &&
           given(wish.start).value_or(partition.start) == partition.start &&
           given(wish.length).value_or(partition.length) == partition.length;
}

void recognise_own(std::vector<PartitionWish>& wishes, const Disk& disk) {
    for (const Partition& partition : disk.partitions) {
        const bool spoken_for = std::ranges::any_of(
            wishes, [&](const PartitionWish& wish) { return wish.number == partition.number; });
        const auto mine = std::ranges::find_if(wishes, [&](const PartitionWish& wish) {
            return wish.number == 0 && wish.should_exist && is_result_of(wish, partition);
        });
        if (spoken_for || mine == wishes.end())
            continue;
        mine->number = partition.number;
        mine->start = partition.start;
        mine->length = partition.length;
    }
}

// Those without a number take the lowest free ones. A number that the config frees can be taken.
void give_numbers(std::vector<PartitionWish>& wishes, const Disk& disk) {
    std::set<unsigned> used;
    for (const Partition& partition : disk.partitions)
        used.insert(partition.number);
    for (const PartitionWish& wish : wishes)
        if (wish.should_exist)
            used.insert(wish.number);
        else
            used.erase(wish.number);
    for (PartitionWish& wish : wishes) {
        if (wish.number != 0 || !wish.should_exist)
            continue;
        unsigned number = 1;
        while (used.contains(number))
            ++number;
        used.insert(number);
        wish.number = number;
        // The entry that freed the number has said whether what is there may go.
        const auto freed = std::ranges::find_if(wishes, [&](const PartitionWish& other) {
            return other.number == number && !other.should_exist;
        });
        if (freed != wishes.end() && freed->may_wipe)
            wish.may_wipe = true;
    }
    // Who took the number of a partition that should not exist speaks for that number from here on.
    std::erase_if(wishes, [&](const PartitionWish& wish) {
        return !wish.should_exist && std::ranges::any_of(wishes, [&](const PartitionWish& other) {
            return other.should_exist && other.number == wish.number;
        });
    });
}

std::string in_words(const PartitionWish& wish) {
    std::string out = cat("partition ", wish.number);
    if (wish.label)
        append_to(out, cat(" (", quoted(*wish.label), ")"));
    out += wish.start && wish.start->index > 0 ? cat(" at sector ", wish.start->index)
                                               : " in the largest free block";
    out += wish.length && wish.length->count > 0 ? cat(" with ", wish.length->count, " sectors")
                                                 : " up to the end of the largest free block";
    return out;
}

Result<void> does_not_fit(const PartitionWish& wish, const Disk& disk, const std::optional<Extent>& largest) {
    std::string free = "nothing is free";
    if (largest)
        free =
            cat("the largest free block is ", largest->last.index - largest->first.index + 1, " sectors of ",
                disk.sector_size.bytes, " bytes, from ", largest->first.index, " to ", largest->last.index);
    return tl::unexpected{Error{Fault::refused, in_words(wish), " does not fit: ", free}.at(wish.position)};
}

// As if all listed partitions were deleted and made again, one after the other.
Result<void> place(std::vector<PartitionWish>& wishes, const Disk& disk) {
    FreeSpace space{disk.first_usable, disk.last_usable, std::max(disk.last_usable, last_reachable(disk)),
                    alignment_of(disk.partitions, disk.sector_size, disk.length)};
    const auto listed = [&](unsigned number) {
        return std::ranges::any_of(wishes, [&](const PartitionWish& wish) { return wish.number == number; });
    };
    for (const Partition& partition : disk.partitions)
        if (!listed(partition.number))
            space.take({partition.start, {partition.start.index + partition.length.count - 1}});
    for (PartitionWish& wish : wishes) {
        if (!wish.should_exist)
            continue;
        if (wish.number > disk.slots)
            return fail(Fault::refused, "partition ", wish.number, ": the table has room for ", disk.slots);
        const Partition* now = find(disk, wish.number);
        const bool follows_old = now && !wish.may_wipe;
        const bool is_open = !given(wish.start) || !given(wish.length);
        if (follows_old && !wish.start)
            wish.start = now->start;
        if (follows_old && !wish.length)
            wish.length = now->length;
        const auto extent = space.place(given(wish.start), given(wish.length));
        if (!extent)
            return does_not_fit(wish, disk, space.largest());
        if (is_open) {
            wish.start = extent->first;
            wish.length = Sectors{extent->last.index - extent->first.index + 1};
        }
    }
    return {};
}

} // namespace

std::uint64_t entry_sectors(const Disk& disk) {
    constexpr std::uint64_t entry_bytes = 128;
    return (disk.slots * entry_bytes + disk.sector_size.bytes - 1) / disk.sector_size.bytes;
}

Lba last_reachable(const Disk& disk) {
    const std::uint64_t behind = 2 + entry_sectors(disk); // the backup's entries and its header
    return {disk.length.count > behind ? disk.length.count - behind : 0};
}

Result<std::vector<PartitionWish>> resolve_wishes(const config::Disk& wanted, const Disk& disk) {
    std::vector<PartitionWish> wishes;
    for (const config::Partition& partition : wanted.partitions)
        wishes.push_back(TRY(wish_for(partition, disk.sector_size).map_error(at(partition.position))));
    std::ranges::stable_partition(wishes, [](const PartitionWish& wish) { return wish.number != 0; });
    recognise_own(wishes, disk);
    give_numbers(wishes, disk);
    TRY(place(wishes, disk));
    return wishes;
}

} // namespace ignite::plan
