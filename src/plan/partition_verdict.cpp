#include "partition_verdict.h"

#include "ignite/core/quoted.h"

namespace ignite::plan {

namespace {

template <class Value>
bool agrees(const std::optional<Value>& wanted, const Value& found) {
    return !wanted || *wanted == found;
}

bool matches_but_for_size(const Partition& found, const PartitionWish& wish) {
    return agrees(wish.start, found.start) && agrees(wish.type, found.type) && agrees(wish.id, found.id) &&
           agrees(wish.label, found.label);
}

bool matches(const Partition& found, const PartitionWish& wish) {
    return matches_but_for_size(found, wish) && agrees(wish.length, found.length);
}

std::string mebibytes(std::uint64_t sectors, SectorSize size) {
    const std::uint64_t per_mebibyte = 1024 * 1024 / size.bytes;
    if (sectors % per_mebibyte == 0)
        return cat(sectors / per_mebibyte, " MiB");
    const std::uint64_t tenths = sectors % per_mebibyte * 10 / per_mebibyte;
    return cat(sectors / per_mebibyte, ".", tenths, " MiB");
}

std::string in_words(Lba place, SectorSize size) {
    return cat(mebibytes(place.index, size), " (sector ", place.index, ")");
}
std::string in_words(Sectors length, SectorSize size) {
    return cat(mebibytes(length.count, size), " (", length.count, " sectors)");
}
std::string in_words(const Guid& guid, SectorSize) { return guid.text(); }
std::string in_words(const std::string& label, SectorSize) { return cat(quoted(label)); }

} // namespace

// present  wanted  may wipe | verdict
// ---------------------------+--------------------------------------------------------
//   no       no       any    | nothing to do
//   no       yes      any    | create
//   yes      no       no     | refuse
//   yes      no       yes    | remove
//   yes      yes      any    | keep, if it matches
//   yes      yes      yes    | replace, if it does not match
//   yes      yes      no     | resize, if only the size differs and resizing is allowed
//   yes      yes      no     | refuse otherwise
Verdict judge(const Partition* found, const PartitionWish& wish) {
    if (!found)
        return wish.should_exist ? Verdict::create : Verdict::nothing;
    if (!wish.should_exist)
        return wish.may_wipe ? Verdict::remove : Verdict::refuse;
    if (matches(*found, wish))
        return Verdict::keep;
    if (wish.may_wipe)
        return Verdict::replace;
    if (wish.may_resize && matches_but_for_size(*found, wish))
        return Verdict::resize;
    return Verdict::refuse;
}

std::vector<std::string> mismatches(const Partition& found, const PartitionWish& wish,
                                    SectorSize sector_size) {
    std::vector<std::string> out;
    const auto compare = [&](std::string_view what, const auto& wanted, const auto& is) {
        if (!agrees(wanted, is))
            out.push_back(cat(what, ": wanted ", in_words(*wanted, sector_size), ", found ",
                              in_words(is, sector_size)));
    };
    compare("start", wish.start, found.start);
    compare("size", wish.length, found.length);
    compare("label", wish.label, found.label);
    compare("type GUID", wish.type, found.type);
    compare("GUID", wish.id, found.id);
    return out;
}

} // namespace ignite::plan
