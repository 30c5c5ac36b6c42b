// Steps that change disks, mounts and kernel arguments. Each is complete in itself: doing it needs no
// decision.
//
// `device` is the config's name of the thing, for people; `alias` is the name to hand to tools.
#pragma once

#include "ignite/core/position.h"
#include "ignite/plan/block_devices.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

// The table of one disk, written once, whole. Half done: either the old table or the new one, since the
// backup is written before the primary and either of the two is enough.
struct WritePartitionTable {
    std::string device;
    std::string alias;
    bool wipe = false;                // begin with an empty table, whatever is there
    Guid disk_id;                     // of the table, when it is made anew
    std::vector<unsigned> deletions;  // partitions that are there now, to go or to be made anew
    std::vector<Partition> creations; // in the order of the config
};

// Members as the config names them, and as tools reach them, in the same order.
struct RaidMembers {
    std::vector<std::string> devices;
    std::vector<std::string> aliases;
};

// Half done: superblocks on some members only. What is on the members otherwise is not asked about: mdadm is
// told to go on in any case, as a config that names members for an array says that they are for it.
struct CreateRaid {
    std::string name;
    std::string node; // "/dev/md/NAME"
    std::string level;
    unsigned active = 0;
    unsigned spares = 0;
    std::vector<std::string> options;
    RaidMembers members;
    Position position; // in the config, as everywhere below
};

// Starts one that an earlier try has made.
struct AssembleRaid {
    std::string node;
    RaidMembers members;
    Position position;
};

// Stops what somebody has assembled from members that an earlier try has left. Refused by the kernel when it
// is used.
struct StopRaid {
    std::string node; // "/dev/md127"
    Position position;
};

// Leaves a device on which nothing is found. Half done: fewer signatures.
struct EraseSignatures {
    std::string device;
    std::string alias;
};

// Erases what is there and makes a filesystem. Half done: nothing that libblkid takes for a filesystem, or
// one that the probe knows to be unfinished; both are made anew without being asked.
struct MakeFilesystem {
    std::string device;
    std::string alias;
    std::string format;
    std::optional<std::string> label;
    std::optional<std::string> uuid; // lower case, as the maker wants it
    std::vector<std::string> options;
    Position position;
};

// Closes a volume that nobody uses.
struct CloseVolume {
    std::string name;
};

// Makes an encrypted volume and leaves the mark of an unfinished one on it (see unfinished_mark). Half done:
// nothing that libblkid knows, or a header with the mark; both are made anew without being asked.
struct FormatVolume {
    std::string name;
    std::string device;
    std::string alias;
    std::string label; // empty: none
    std::string uuid;  // empty: the tool draws one
    std::vector<std::string> options;
    bool generates_key = false; // nobody has given one
};

// Opens it as /dev/mapper/NAME and writes the way it is opened into its header. Half done: open or not.
struct OpenVolume {
    std::string name;
    std::string device;
    std::string alias;
    bool discards = false;
    std::vector<std::string> options;
};

// Makes Clevis open it from now on. Half done: the mark is still there.
struct BindVolume {
    std::string name;
    std::string device;
    std::string alias;
    std::string pin;
    std::string config;  // of the pin, JSON; may hold a secret
    std::string shown;   // the pins for people: "tang http://10.0.2.2, tpm2; 2 are needed"
    bool proves = false; // what is needed can be asked for now: it is closed, and opened in this way
};

// Takes the key that was made up for the volume away from it: from now on Clevis alone opens it.
struct RemoveVolumeKey {
    std::string name;
    std::string device;
    std::string alias;
};

// Takes the mark away. To be done when what opens the volume cannot be lost any more.
struct FinishVolume {
    std::string name;
    std::string device;
    std::string alias;
};

// What an unfinished run leaves on what it makes. Of a volume: the subsystem in its header, written with the
// header in one piece, so that there is no moment at which a volume of ours could be taken for somebody
// else's. Of a filesystem whose maker writes its magic first: the last sector.
inline constexpr std::string_view unfinished_mark = "ignition-unfinished";

// Half done: directories, which the next try finds, and has in the record of an unfinished run.
struct MountFilesystem {
    std::string device; // of virtiofs: the tag
    std::string format;
    std::string path; // below the new root
    std::vector<std::string> options;
    std::vector<std::string> missing; // directories to create first, outermost first; "notatedDirectories"
    std::optional<std::string>
        policy; // of SELinux: what is created gets labels, and so does an empty filesystem
};

struct Unmount {
    std::string path; // below the new root
};

// One call of the distribution's helper, which reboots when it changed something.
struct ChangeKernelArguments {
    std::vector<std::string> should_exist;
    std::vector<std::string> should_not_exist;
};

} // namespace ignite::plan
