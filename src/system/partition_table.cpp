#include "ignite/system/partition_table.h"

#include "announce_partitions.h"
#include "handles.h"
#include "ignite/system/fd.h"
#include "ignite/system/kernel_blocks.h"
#include "ignite/system/signatures.h"

#include <endian.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ignite::system {

namespace {

constexpr std::uint32_t entry_bytes = 128;
constexpr unsigned usual_slots = 128;

// How many sectors the usual array of entries takes: 32 of 512 bytes.
constexpr std::uint64_t entry_sectors(unsigned slots, SectorSize size) {
    return (std::uint64_t{slots} * entry_bytes + size.bytes - 1) / size.bytes;
}

// Nobody is there to answer: questions are refused, and what libfdisk has to say is kept.
int take_message(fdisk_context*, fdisk_ask* ask, void* data) {
    auto& messages = *static_cast<std::vector<std::string>*>(data);
    switch (fdisk_ask_get_type(ask)) {
    case FDISK_ASKTYPE_WARN:
    case FDISK_ASKTYPE_WARNX:
        messages.emplace_back(fdisk_ask_print_get_mesg(ask));
        return 0;
    case FDISK_ASKTYPE_INFO:
        return 0;
    default:
        return -EINVAL;
    }
}

struct OpenTable {
    std::vector<std::string> messages;
    FdiskContext context;
};

enum class Access : bool { read, write };

Result<void> open_table(OpenTable& table, const Fd& file, const std::string& device, Access access) {
    TRY(fdisk_library.load());
    table.context.reset(fdisk_new_context());
    if (!table.context)
        return tl::unexpected{Error::from_errno(ENOMEM)};
    fdisk_set_ask(table.context.get(), take_message, &table.messages);
    fdisk_disable_dialogs(table.context.get(), 1);
    const int failed =
        fdisk_assign_device_by_fd(table.context.get(), file.number(), device.c_str(), access == Access::read);
    if (failed < 0)
        return tl::unexpected{Error::from_errno(-failed)};
    return {};
}

// What a failed call of libfdisk left behind: its own words where it had any.
Error error_of(int failed, const OpenTable& table) {
    Error error = Error::from_errno(failed < 0 ? -failed : EINVAL);
    for (const std::string& message : table.messages)
        error = std::move(error).within(message);
    return error;
}

Guid guid_of(const char* text) { return text ? Guid::parse(text).value_or(Guid{}) : Guid{}; }

std::vector<TableEntry> entries_of(fdisk_context* context) {
    fdisk_table* all = nullptr;
    if (fdisk_get_partitions(context, &all) < 0 || !all)
        return {};
    const FdiskTable owner{all};
    std::vector<TableEntry> entries;
    for (std::size_t i = 0; i < fdisk_table_get_nents(all); ++i) {
        fdisk_partition* one = fdisk_table_get_partition(all, i);
        fdisk_parttype* type = fdisk_partition_get_type(one);
        const char* label = fdisk_partition_get_name(one);
        entries.push_back({
            .number = static_cast<unsigned>(fdisk_partition_get_partno(one)) + 1,
            .start = {fdisk_partition_get_start(one)},
            .length = {fdisk_partition_get_size(one)},
            .type = guid_of(type ? fdisk_parttype_get_string(type) : nullptr),
            .id = guid_of(fdisk_partition_get_uuid(one)),
            .label = label ? label : "",
        });
    }
    std::ranges::sort(entries, {}, &TableEntry::number);
    return entries;
}

std::uint64_t number_item(fdisk_context* context, int item) {
    fdisk_labelitem* found = fdisk_new_labelitem();
    std::uint64_t number = 0;
    if (found && fdisk_get_disklabel_item(context, item, found) == 0)
        fdisk_labelitem_get_data_u64(found, &number);
    fdisk_unref_labelitem(found);
    return number;
}

// Said of every table that was made when its disk was smaller; the next write puts it right.
bool is_about_growth(const std::string& message) {
    return message.starts_with("GPT PMBR size mismatch") ||
           message.starts_with("The backup GPT table is not on the end of the device");
}

bool has_gpt_header(const Fd& file, std::uint64_t offset) {
    std::array<char, 8> magic{};
    return ::pread(file.number(), magic.data(), magic.size(), static_cast<off_t>(offset)) == 8 &&
           std::memcmp(magic.data(), "EFI PART", 8) == 0;
}

// As it is written: libfdisk shows the end of a disk that has grown.
Lba last_usable_of(const Fd& file, SectorSize size) {
    constexpr off_t place = 48; // in the header
    std::uint64_t last = 0;
    if (::pread(file.number(), &last, sizeof last, size.bytes + place) != sizeof last)
        return {};
    return {le64toh(last)};
}

void describe_gpt(const Fd& file, OpenTable& open, PartitionTable& table) {
    std::ranges::copy_if(open.messages, std::back_inserter(table.damages),
                         [](const std::string& message) { return !is_about_growth(message); });
    table.entries = entries_of(open.context.get());
    table.slots = static_cast<unsigned>(fdisk_get_npartitions(open.context.get()));
    table.first_usable = {number_item(open.context.get(), GPT_LABELITEM_FIRSTLBA)};
    if (std::ranges::any_of(open.messages, is_about_growth))
        table.last_usable = last_usable_of(file, table.sector_size);
    else
        table.last_usable = {number_item(open.context.get(), GPT_LABELITEM_LASTLBA)};
}

Result<void> add_entry(OpenTable& table, const TableEntry& entry) {
    fdisk_label* label = fdisk_get_label(table.context.get(), nullptr);
    const std::string type_text = entry.type.text();
    FdiskPartitionType type;
    if (fdisk_parttype* known = fdisk_label_get_parttype_from_string(label, type_text.c_str())) {
        fdisk_ref_parttype(known);
        type.reset(known);
    } else {
        // An unknown type left null would silently become "Linux filesystem".
        type.reset(fdisk_new_unknown_parttype(0, type_text.c_str()));
    }
    const FdiskPartition partition{fdisk_new_partition()};
    if (!type || !partition)
        return tl::unexpected{Error::from_errno(ENOMEM)};
    fdisk_partition* one = partition.get();
    int failed = fdisk_partition_set_partno(one, entry.number - 1);
    failed = failed ? failed : fdisk_partition_set_start(one, entry.start.index);
    failed = failed ? failed : fdisk_partition_set_size(one, entry.length.count);
    failed = failed ? failed : fdisk_partition_size_explicit(one, 1); // exact sectors, no rounding
    failed = failed ? failed : fdisk_partition_set_type(one, type.get());
    failed = failed ? failed : fdisk_partition_set_name(one, entry.label.c_str());
    failed = failed ? failed : fdisk_partition_set_uuid(one, entry.id.text().c_str());
    failed = failed ? failed : fdisk_add_partition(table.context.get(), one, nullptr);
    if (failed)
        return tl::unexpected{error_of(failed, table).within("add partition ", entry.number)};
    return {};
}

Result<void> begin_anew(OpenTable& table, const TableChange& change) {
    // By a script, because the API has no other way to say these two. First usable sector as the
    // specification of GPT has it (libfdisk would begin at 1 MiB, which hides free space from other tools).
    const FdiskScript script{fdisk_new_script(table.context.get())};
    const SectorSize size{static_cast<std::uint32_t>(fdisk_get_sector_size(table.context.get()))};
    const std::string first = cat(2 + entry_sectors(usual_slots, size));
    if (!script || fdisk_script_set_header(script.get(), "label-id", change.disk_id.text().c_str()) != 0 ||
        fdisk_script_set_header(script.get(), "first-lba", first.c_str()) != 0 ||
        fdisk_set_script(table.context.get(), script.get()) != 0)
        return tl::unexpected{Error::from_errno(ENOMEM)};
    const int failed = fdisk_create_disklabel(table.context.get(), "gpt");
    // The script and the context hold each other: none of them would ever be freed.
    fdisk_set_script(table.context.get(), nullptr);
    if (failed < 0)
        return tl::unexpected{error_of(failed, table).within("make a new table")};
    return {};
}

Result<void> write_zeros(const Fd& file, std::uint64_t offset, std::uint64_t bytes) {
    const std::vector<char> zeros(bytes);
    for (std::uint64_t done = 0; done < bytes;) {
        const ssize_t written =
            ::pwrite(file.number(), zeros.data() + done, bytes - done, static_cast<off_t>(offset + done));
        if (written < 0)
            return tl::unexpected{Error::from_errno().within("erase the table")};
        done += static_cast<std::uint64_t>(written);
    }
    return {};
}

// Where a GPT lies, at both ends, whether or not anything there can still be recognised.
Result<void> erase_table(const Fd& file, const PartitionTable& table) {
    const std::uint64_t sectors = 1 + entry_sectors(usual_slots, table.sector_size);
    if (table.length.count > sectors)
        TRY(write_zeros(file, (table.length.count - sectors) * table.sector_size.bytes,
                        sectors * table.sector_size.bytes));
    const std::uint64_t front = std::min(sectors + 1, table.length.count);
    TRY(write_zeros(file, 0, front * table.sector_size.bytes));
    if (::fsync(file.number()) < 0)
        return tl::unexpected{Error::from_errno().within("erase the table")};
    return {};
}

// While a table is written, its first sector says so where the protective MBR has bytes that nobody reads
// (the signature of the disk). libfdisk writes first the backup, then the primary, then this sector, and
// syncs after each: of a table that is changed one copy is whole at any time, and of a new one nothing counts
// before the sector is there.
constexpr std::array unfinished_mark = {'i', 'g', 'n', 'i', 't', 'e'};
constexpr off_t mark_begin = 440;

bool is_unfinished(const Fd& file) {
    std::array<char, unfinished_mark.size()> found{};
    return ::pread(file.number(), found.data(), found.size(), mark_begin) == std::ssize(found) &&
           found == unfinished_mark;
}

Result<void> write_mark(const Fd& file, const std::array<char, unfinished_mark.size()>& mark) {
    if (::pwrite(file.number(), mark.data(), mark.size(), mark_begin) != std::ssize(mark) ||
        ::fsync(file.number()) < 0)
        return tl::unexpected{Error::from_errno().within("mark the table")};
    return {};
}

Result<void> change_table(const Fd& file, const std::string& device, const TableChange& change) {
    OpenTable table;
    TRY(open_table(table, file, device, Access::write));
    if (change.begin == TableChange::Begin::anew)
        TRY(begin_anew(table, change));
    else if (!fdisk_is_labeltype(table.context.get(), FDISK_DISKLABEL_GPT))
        return fail(Fault::refused, "there is no GPT");
    for (const unsigned number : change.deletions)
        if (const int failed = fdisk_delete_partition(table.context.get(), number - 1); failed < 0)
            return tl::unexpected{error_of(failed, table).within("delete partition ", number)};
    for (const TableEntry& entry : change.creations)
        TRY(add_entry(table, entry));
    TRY(write_mark(file, unfinished_mark));
    if (const int failed = fdisk_write_disklabel(table.context.get()); failed < 0)
        return tl::unexpected{error_of(failed, table)};
    // The rest of the sector is written back as it was read, so the mark of an earlier try is still there.
    if (is_unfinished(file))
        TRY(write_mark(file, {}));
    // Syncs this device and no other.
    if (const int failed = fdisk_deassign_device(table.context.get(), /*nosync=*/1); failed < 0)
        return tl::unexpected{error_of(failed, table)};
    return {};
}

Result<PartitionTable> read_open_table(const Fd& file, const std::string& device) {
    OpenTable open;
    TRY(open_table(open, file, device, Access::read));
    fdisk_context* context = open.context.get();
    PartitionTable table;
    table.sector_size = {static_cast<std::uint32_t>(fdisk_get_sector_size(context))};
    table.length = {fdisk_get_nsectors(context)};
    table.first_usable = {2 + entry_sectors(usual_slots, table.sector_size)};
    if (fdisk_has_label(context))
        table.name = fdisk_label_get_name(fdisk_get_label(context, nullptr));
    if (fdisk_is_labeltype(context, FDISK_DISKLABEL_GPT))
        describe_gpt(file, open, table);
    // Behind the last usable sector: the backup's entries and its header.
    const std::uint64_t behind = 2 + entry_sectors(table.slots, table.sector_size);
    if (table.last_usable.index == 0 && table.length.count > behind)
        table.last_usable = {table.length.count - behind};
    if (table.name.empty() && table.length.count > 0) {
        // libfdisk takes no GPT for one without its protective MBR. Somebody's partitions may still be
        // described there, so it is damage and not absence.
        if (has_gpt_header(file, table.sector_size.bytes))
            table.damages.emplace_back("there is a primary GPT header, but no protective MBR");
        if (has_gpt_header(file, (table.length.count - 1) * table.sector_size.bytes))
            table.damages.emplace_back("there is a backup GPT header, but no protective MBR");
    }
    // Our own, broken off: one copy is whole, or there was no table before. The next write ends it.
    if (is_unfinished(file)) {
        table.damages.clear();
        table.unfinished = table.name == "gpt";
    }
    return table;
}

// What the kernel has to hear of.
std::vector<unsigned> changed_numbers(const TableChange& change, const std::string& device) {
    std::vector<unsigned> numbers = change.deletions;
    for (const TableEntry& entry : change.creations)
        numbers.push_back(entry.number);
    if (change.begin != TableChange::Begin::with_what_is_there)
        if (const auto name = kernel_name(device))
            for (const KernelPartition& partition : kernel_partitions(*name))
                numbers.push_back(partition.number);
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

} // namespace

Result<PartitionTable> read_partition_table(const std::string& device) {
    const Fd file{::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    return read_open_table(file, device).map_error(within("read the partition table of ", device));
}

Result<void> write_partition_table(const std::string& device, const TableChange& change) {
    if (change.begin != TableChange::Begin::with_what_is_there) {
        TRY(erase_signatures(device));
    }
    const Fd file{::open(device.c_str(), O_RDWR | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    // udev leaves a locked disk alone; else its probe of a half-written table would make events about it.
    (void)::flock(file.number(), LOCK_EX);
    if (change.begin != TableChange::Begin::with_what_is_there) {
        const PartitionTable old = TRY(read_open_table(file, device));
        TRY(erase_table(file, old).map_error(within(device)));
    }
    if (change.begin != TableChange::Begin::with_nothing)
        TRY(change_table(file, device, change).map_error(within("write the partition table of ", device)));
    const PartitionTable now = TRY(read_open_table(file, device));
    return announce_partitions(file, device, changed_numbers(change, device), now)
        .map_error(within("announce the new partitions of ", device));
}

} // namespace ignite::system
