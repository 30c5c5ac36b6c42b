#include "partitions.h"

#include "ignite/core/quoted.h"
#include "partition_wishes.h"

#include <algorithm>

namespace ignite::plan {

namespace {

bool has_active_partition(const Disk& disk) {
    return std::ranges::any_of(disk.partitions, [](const Partition& one) { return !one.use.empty(); });
}

Result<void> check_use(const config::Disk& wanted, const Disk& disk) {
    if (!disk.use.empty() && !has_active_partition(disk))
        return fail(Fault::refused, "refusing to operate on directly active disk: it is ", disk.use);
    if (!wanted.wipe_table.value_or(false))
        return {};
    for (const Partition& partition : disk.partitions)
        if (!partition.use.empty())
            return fail(Fault::refused, "refusing to wipe active disk: partition ", partition.number, " is ",
                        partition.use);
    return {};
}

// A table that we could add to.
Result<void> check_table(const Disk& disk) {
    if (disk.table == TableKind::foreign)
        return fail(Fault::refused, "the partition table is of type ", quoted(disk.table_name),
                    " and not \"gpt\"; set wipeTable to replace it");
    return {};
}

// Of a GPT that was found one copy is whole, and the other one is written anew with it. What is damaged so
// that no table was found would be lost for good.
Result<void> check_damages(const Disk& disk, std::vector<std::string>& warnings) {
    if (disk.damages.empty())
        return {};
    std::string all;
    for (const std::string& damage : disk.damages)
        all += cat(all.empty() ? "" : "; ", damage);
    if (disk.table == TableKind::gpt) {
        warnings.push_back(cat(disk.device, ": changing a damaged partition table, which mends it: ", all));
        return {};
    }
    return fail(Fault::refused, "refusing to change a damaged partition table: ", all,
                " Repair it (for example with `sgdisk -e` or `gdisk`), or set wipeTable");
}

Result<void> refuse(const Partition& found, const PartitionWish& wish, SectorSize sector_size) {
    if (!wish.should_exist)
        return fail(Fault::refused, "partition ", found.number, " (", quoted(found.label),
                    ") exists but should not, and wipePartitionEntry does not allow to delete it");
    std::string all;
    for (const std::string& mismatch : mismatches(found, wish, sector_size))
        all += cat(all.empty() ? "" : "; ", mismatch);
    return fail(Fault::refused, "partition ", found.number,
                " does not match, and wipePartitionEntry does not allow to replace it: ", all);
}

// libfdisk writes names of two bytes a character, and drops a name that needs more: better none than another
// one.
bool can_be_written(const std::string& label) {
    return std::ranges::none_of(label, [](char c) { return static_cast<unsigned char>(c) >= 0xf0; });
}

Partition made_of(const PartitionWish& wish, const Guid& drawn) {
    return {.number = wish.number,
            .start = wish.start.value_or(Lba{}), // placed: both are set
            .length = wish.length.value_or(Sectors{}),
            .type = wish.type.value_or(linux_data),
            .id = wish.id.value_or(drawn),
            .label = wish.label.value_or("")};
}

Result<void> create(Partition partition, WritePartitionTable& step) {
    if (!can_be_written(partition.label))
        return fail(Fault::config, "the label ", quoted(partition.label), " has characters beyond U+FFFF");
    step.creations.push_back(std::move(partition));
    return {};
}

Result<void> decide(const PartitionWish& wish, const Partition* found, const Guid& drawn,
                    SectorSize sector_size, WritePartitionTable& step) {
    const Verdict verdict = judge(found, wish);
    switch (verdict) {
    case Verdict::nothing:
    case Verdict::keep:
        return {};
    case Verdict::refuse:
        return refuse(*found, wish, sector_size);
    case Verdict::create:
        return create(made_of(wish, drawn), step);
    case Verdict::remove:
    case Verdict::replace:
    case Verdict::resize:
        break;
    }
    if (!found->use.empty())
        return fail(Fault::refused, "refusing to modify active partition ", found->number, ": it is ",
                    found->use);
    step.deletions.push_back(found->number);
    if (verdict == Verdict::replace)
        return create(made_of(wish, drawn), step);
    if (verdict == Verdict::resize) {
        Partition resized = *found;
        resized.length = wish.length.value_or(found->length);
        return create(std::move(resized), step);
    }
    return {};
}

// The disk as the wishes find it, and with the room of the table that will be made.
Disk without_table(Disk disk) {
    disk.slots = 128;
    disk.first_usable = {2 + entry_sectors(disk)};
    disk.last_usable = last_reachable(disk);
    disk.table = TableKind::none;
    disk.partitions.clear();
    disk.damages.clear();
    disk.unfinished = false;
    return disk;
}

class GuidDraw {
public:
    explicit GuidDraw(const Drawn& drawn) : drawn_{drawn} {}
    Guid next() { return next_ < drawn_.guids.size() ? drawn_.guids[next_++] : Guid{}; }

private:
    const Drawn& drawn_;
    std::size_t next_ = 0;
};

Result<std::optional<WritePartitionTable>> plan_disk(const config::Disk& wanted, const Disk& found,
                                                     GuidDraw& guids, std::vector<std::string>& warnings) {
    TRY(check_use(wanted, found));
    WritePartitionTable step{.device = wanted.device, .alias = reach(found.device, found.alias)};
    step.wipe = wanted.wipe_table.value_or(false);
    const Disk disk = step.wipe ? without_table(found) : found;
    TRY(check_table(disk));
    const std::vector<PartitionWish> wishes = TRY(resolve_wishes(wanted, disk));
    for (const PartitionWish& wish : wishes) {
        const auto now = std::ranges::find(disk.partitions, wish.number, &Partition::number);
        const Guid drawn = guids.next();
        TRY(decide(wish, now == disk.partitions.end() ? nullptr : &*now, drawn, disk.sector_size, step)
                .map_error(at(wish.position)));
    }
    if (!step.wipe && step.deletions.empty() && step.creations.empty() && !disk.unfinished)
        return std::nullopt;
    TRY(check_damages(disk, warnings));
    if (disk.table == TableKind::none)
        step.disk_id = guids.next();
    return step;
}

} // namespace

std::size_t guids_needed(const config::Config& config) {
    std::size_t count = 0;
    for (const config::Disk& disk : config.storage.disks)
        count += 1 + disk.partitions.size();
    return count;
}

Result<Plan> plan_partitions(const config::Config& config, const Machine& machine, const Drawn& drawn) {
    Plan plan;
    GuidDraw guids{drawn};
    for (const config::Disk& wanted : config.storage.disks) {
        const Disk* found = find_disk(machine.blocks, wanted.device);
        if (!found)
            return tl::unexpected{
                Error{Fault::absent, wanted.device, ": there is no such disk"}.at(wanted.position)};
        auto step = TRY(plan_disk(wanted, *found, guids, plan.warnings)
                            .map_error(within(wanted.device))
                            .map_error(at(wanted.position)));
        if (step)
            plan.steps.emplace_back(*std::move(step));
    }
    return plan;
}

} // namespace ignite::plan
