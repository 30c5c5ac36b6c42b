#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace ignite {

// A count of something. Only counts of the same thing add up or compare.
template <class Unit>
struct Amount {
    std::uint64_t count = 0;

    friend auto operator<=>(const Amount&, const Amount&) = default;
    friend Amount operator+(Amount a, Amount b) { return {a.count + b.count}; }
    friend Amount operator-(Amount a, Amount b) { return {a.count - b.count}; }
};

using Bytes = Amount<struct byte_unit>;
using Mebibytes = Amount<struct mebibyte_unit>; // as the config writes sizes
using Sectors = Amount<struct sector_unit>;     // in logical sectors of the disk at hand

// A place on the disk. Places do not add up; a place and a length do.
struct Lba {
    std::uint64_t index = 0;

    friend auto operator<=>(const Lba&, const Lba&) = default;
    friend Lba operator+(Lba place, Sectors length) { return {place.index + length.count}; }
    friend Sectors operator-(Lba end, Lba begin) { return {end.index - begin.index}; }
};

struct SectorSize {
    std::uint32_t bytes = 512;
};

// Nothing when the product does not fit: the number came from a config.
constexpr std::optional<Sectors> in_sectors(Mebibytes size, SectorSize sector) {
    const std::uint64_t per_mebibyte = 1024 * 1024 / sector.bytes;
    if (size.count > UINT64_MAX / per_mebibyte)
        return std::nullopt;
    return Sectors{size.count * per_mebibyte};
}

} // namespace ignite
