// The partition table of a disk, read and written through libfdisk; the only place that has seen it. Works on
// block devices and on plain image files. Nothing is decided here: every sector, number and GUID is given.
#pragma once

#include "ignite/core/amounts.h"
#include "ignite/core/guid.h"
#include "ignite/core/result.h"

#include <string>
#include <vector>

namespace ignite::system {

struct TableEntry {
    unsigned number = 0;
    Lba start;
    Sectors length;
    Guid type;
    Guid id;
    std::string label; // UTF-8
};

struct PartitionTable {
    std::string name;                 // "gpt", "dos", …; empty: there is none
    std::vector<std::string> damages; // what is wrong with a GPT, in words
    bool unfinished = false;          // we were broken off in changing it: one of its copies is to be mended
    SectorSize sector_size;
    Sectors length;
    Lba first_usable; // of a GPT, or of the one that would be made. One that was made when the disk was
                      // smaller
    Lba last_usable;  // says where that ended; writing it moves the backup to the end as it is now
    unsigned slots = 128;
    std::vector<TableEntry> entries; // of a GPT, by number
};

Result<PartitionTable> read_partition_table(const std::string& device);

struct TableChange {
    enum class Begin : std::uint8_t {
        with_what_is_there,
        anew,         // an empty GPT
        with_nothing, // and end so: no table at all
    };
    Begin begin = Begin::with_what_is_there;
    Guid disk_id; // of a new table
    std::vector<unsigned> deletions;
    std::vector<TableEntry> creations;
};

// Writes the table once, whole, backup first. Beginning anew also erases whatever else is found on the bare
// disk, because an old signature beside a table makes the disk ambiguous. Then tells the kernel about the
// changed entries, and looks whether it has understood. The device is locked meanwhile, so that udev waits.
Result<void> write_partition_table(const std::string& device, const TableChange& change);

} // namespace ignite::system
