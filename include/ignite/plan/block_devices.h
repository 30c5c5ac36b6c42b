// Disks with their tables and free space, what sits on each device, places to mount on, mounts: the part of
// the machine that the stages kargs, disks, mount and umount judge by.
//
// `device` is always the name by which the config knows the thing; `alias` is the name by which tools reach
// it for the rest of the boot (spec/stages.md §8.1); `node` is what the kernel calls it. In a machine that
// was read from a file, alias and node may be empty.
#pragma once

#include "ignite/core/amounts.h"
#include "ignite/core/guid.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

struct Partition {
    unsigned number = 0;
    Lba start;
    Sectors length;
    Guid type;
    Guid id;
    std::string label;
    std::string use; // "mounted at /boot", "held by dm-0"; empty: nobody uses it
};

enum class TableKind : std::uint8_t {
    none,
    gpt,
    foreign, // some other table, which we do not touch
};

struct Disk {
    std::string device;
    std::string alias;
    std::string node;
    SectorSize sector_size;
    Sectors length;
    TableKind table = TableKind::none;
    std::string table_name;           // "gpt", "dos", …
    std::vector<std::string> damages; // "the backup table is not at the end of the disk"
    bool unfinished = false; // a change of ours was broken off: what is found counts, and is written again
    Lba first_usable;        // of the table, or of the one that would be made
    Lba last_usable;
    unsigned slots = 128;              // how many partitions the table has room for
    std::vector<Partition> partitions; // by number
    std::string use;                   // of the disk itself, not of its partitions
};

// What was found on a device: a filesystem, swap space, an encrypted volume, a member of an array …
struct Signature {
    std::string type; // as libblkid names it: "ext4", "crypto_LUKS"
    std::string uuid;
    std::string label;
};

// What an encrypted volume says of itself.
struct Encryption {
    unsigned version = 0;  // of LUKS
    bool discards = false; // the header allows them
};

// What a member of an array says of the array.
struct RaidMember {
    Guid array;
    std::string name;     // "any:data"
    std::string level;    // "raid5"
    unsigned members = 0; // without the spares
    bool is_spare = false;
};

struct Device {
    std::string device;
    std::string alias;
    std::string node;
    std::optional<Signature> signature;
    std::optional<Encryption> encryption; // of an encrypted volume
    std::optional<RaidMember> raid;       // of a member of an array
    std::string doubt;                    // what the probe had to say: several signatures on one device
    bool unfinished = false;              // a maker was broken off here: what is found is not to be used
    std::string use;                      // "mounted at /var", "held by dm-0"
};

// An encrypted volume that is open, or whatever else has its name.
struct OpenedVolume {
    std::string name; // below /dev/mapper
    std::string node;
    std::string on;     // the node of what it lies on; empty: it is no encrypted volume
    std::string use;    // "mounted at /var", "held by dm-1"
    bool blank = false; // promised by a plan that has just made it
};

// Where the config wants something mounted, as a path below the new root.
struct MountPlace {
    std::string path;
    std::vector<std::string> missing; // directories to be created, outermost first
    std::string obstacle;             // why it cannot be: "/sysroot/var is a symbolic link"
    std::vector<std::string> mounted; // kernel names of what is mounted exactly here, lowest first
};

struct BlockDevices {
    std::vector<Disk> disks;
    std::vector<Device> devices;
    std::vector<MountPlace> places;
    std::vector<OpenedVolume> volumes; // of the names that were asked for
    std::vector<std::string> means;    // of the programs and nodes that were asked for, those that are there
    std::vector<std::string>
        arrays; // nodes of arrays that a plan starts; what will be found on them is not known
};

const Disk* find_disk(const BlockDevices& blocks, std::string_view device);
const MountPlace* find_place(const BlockDevices& blocks, std::string_view path);

const OpenedVolume* find_volume(const BlockDevices& blocks, std::string_view name);
bool has_means(const BlockDevices& blocks, std::string_view name);

// The device of this name; also one that is known only as a partition of a disk, by any of the names that
// udev gives to partitions, and so far holds nothing.
std::optional<Device> find_device(const BlockDevices& blocks, std::string_view device);

// "/dev/vda" and 3: "/dev/vda3"; "/dev/nvme0n1" and 3: "/dev/nvme0n1p3".
std::string partition_node(std::string_view disk, unsigned number);

// "secret": "/dev/mapper/secret".
std::string volume_node(std::string_view name);

// How tools reach a thing: by its alias where it has one.
std::string reach(const std::string& device, const std::string& alias);

// In what the machine differs from what a plan promised, one line each; empty when the promise was kept.
std::vector<std::string> differences(const BlockDevices& promised, const BlockDevices& found);

} // namespace ignite::plan
