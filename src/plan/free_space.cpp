#include "free_space.h"

#include <algorithm>

namespace ignite::plan {

namespace {

// A disk of this many sectors or more may have 4096-byte physical ones without saying so: 251 GiB of 512
// bytes.
constexpr std::uint64_t smallest_advanced_format = 585'937'500;
constexpr std::uint64_t least_advanced_alignment = 8; // sectors

} // namespace

Sectors alignment_of(std::span<const Partition> partitions, SectorSize sector_size, Sectors disk) {
    std::uint64_t alignment = 1024 * 1024 / sector_size.bytes;
    for (const Partition& partition : partitions)
        while (partition.start.index % alignment != 0)
            alignment /= 2;
    if (disk.count >= smallest_advanced_format)
        alignment = std::max(alignment, least_advanced_alignment);
    return {alignment};
}

void FreeSpace::take(Extent extent) {
    const auto behind = std::ranges::upper_bound(taken_, extent.first, {}, &Extent::first);
    taken_.insert(behind, extent);
}

std::optional<Extent> FreeSpace::largest() const {
    std::optional<Extent> best;
    const auto consider = [&](Lba first, Lba end) {
        const auto size = [](const Extent& extent) { return extent.last - extent.first; };
        if (first >= end)
            return;
        const Extent block{first, {end.index - 1}};
        if (!best || size(*best) < size(block)) // of equal ones the first
            best = block;
    };
    Lba free_from = first_usable_;
    for (const Extent& extent : taken_) {
        consider(free_from, std::min(extent.first, Lba{last_usable_.index + 1}));
        free_from = std::max(free_from, Lba{extent.last.index + 1});
    }
    consider(free_from, {last_usable_.index + 1});
    return best;
}

std::optional<Extent> FreeSpace::place(std::optional<Lba> start, std::optional<Sectors> length) {
    const auto block = largest();
    if (!block)
        return std::nullopt;
    const Lba low = aligned(block->first);
    const Lba begin = start.value_or(low);
    if (length && length->count > UINT64_MAX - begin.index)
        return std::nullopt;
    const Lba last = length ? Lba{begin.index + length->count - 1} : last_in_free(low);
    const Extent extent{begin, last};
    if (begin > last || !is_free(extent))
        return std::nullopt;
    take(extent);
    return extent;
}

bool FreeSpace::is_free(Extent extent) const {
    if (extent.first < first_usable_ || extent.last > last_reachable_)
        return false;
    return std::ranges::none_of(taken_, [&](const Extent& other) {
        return other.first <= extent.last && extent.first <= other.last;
    });
}

Lba FreeSpace::last_in_free(Lba start) const {
    const auto next = std::ranges::upper_bound(taken_, start, {}, &Extent::first);
    if (next == taken_.end() || next->first > last_usable_)
        return last_usable_;
    return {next->first.index - 1};
}

// Down when all between is free, else up when that is free, else where it is.
Lba FreeSpace::aligned(Lba place) const {
    const std::uint64_t beyond = place.index % alignment_.count;
    if (beyond == 0)
        return place;
    const Lba earlier{place.index - beyond};
    if (is_free({earlier, {place.index - 1}}))
        return earlier;
    const Lba later{earlier.index + alignment_.count};
    if (is_free({{place.index + 1}, later}))
        return later;
    return place;
}

} // namespace ignite::plan
