#include "announce_partitions.h"

#include "ignite/system/kernel_blocks.h"

#include <linux/blkpg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>

namespace ignite::system {

namespace {

bool is_block_device(const Fd& file) {
    struct stat status{};
    return ::fstat(file.number(), &status) == 0 && S_ISBLK(status.st_mode);
}

Result<void> tell(const Fd& disk, int what, unsigned number, std::uint64_t start, std::uint64_t length) {
    blkpg_partition partition{};
    partition.pno = static_cast<int>(number);
    partition.start = static_cast<long long>(start); // bytes, both
    partition.length = static_cast<long long>(length);
    blkpg_ioctl_arg argument{};
    argument.op = what;
    argument.datalen = sizeof partition;
    argument.data = &partition;
    if (::ioctl(disk.number(), BLKPG, &argument) < 0)
        return tl::unexpected{Error::from_errno()};
    return {};
}

const KernelPartition* find(const std::vector<KernelPartition>& partitions, unsigned number) {
    const auto found = std::ranges::find(partitions, number, &KernelPartition::number);
    return found == partitions.end() ? nullptr : &*found;
}

// In the kernel's units of 512 bytes.
std::uint64_t units(std::uint64_t sectors, SectorSize size) { return sectors * (size.bytes / 512); }

Result<void> check(const std::vector<KernelPartition>& seen, unsigned number, const TableEntry* wanted,
                   SectorSize size) {
    const KernelPartition* found = find(seen, number);
    if (!wanted) {
        if (found)
            return fail(Fault::system, "the kernel still has partition ", number, " after it was deleted");
        return {};
    }
    const std::uint64_t start = units(wanted->start.index, size);
    const std::uint64_t length = units(wanted->length.count, size);
    if (!found)
        return fail(Fault::system, "the kernel does not show partition ", number, " after it was created");
    if (found->start != start || found->length != length)
        return fail(Fault::system, "the kernel has partition ", number, " at ", found->start, " with ",
                    found->length, " units of 512 bytes, and the table has it at ", start, " with ", length);
    return {};
}

} // namespace

Result<void> announce_partitions(const Fd& disk, const std::string& device, std::span<const unsigned> numbers,
                                 const PartitionTable& table) {
    if (!is_block_device(disk))
        return {};
    const std::string name = TRY(kernel_name(device));
    if (name.starts_with("dm-")) // its partitions are mapped devices, which udev's rules make by kpartx
        return {};
    const auto entry_of = [&](unsigned number) -> const TableEntry* {
        const auto found = std::ranges::find(table.entries, number, &TableEntry::number);
        return found == table.entries.end() ? nullptr : &*found;
    };
    const std::vector<KernelPartition> before = kernel_partitions(name);
    for (const unsigned number : numbers)
        if (find(before, number))
            TRY(tell(disk, BLKPG_DEL_PARTITION, number, 0, 0)
                    .map_error(within("have the kernel forget partition ", number)));
    for (const unsigned number : numbers)
        if (const TableEntry* entry = entry_of(number))
            TRY(tell(disk, BLKPG_ADD_PARTITION, number, entry->start.index * table.sector_size.bytes,
                     entry->length.count * table.sector_size.bytes)
                    .map_error(within("make partition ", number, " known to the kernel")));
    const std::vector<KernelPartition> after = kernel_partitions(name);
    for (const unsigned number : numbers)
        TRY(check(after, number, entry_of(number), table.sector_size));
    return {};
}

} // namespace ignite::system
