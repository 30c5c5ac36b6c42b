// What is under the new root already: accounts, and the nodes at the paths that the config names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ignite::plan {

// Users and groups of the new root. An id that is not set is one that a tool of the target will choose: only
// steps that have not been done yet promise such accounts.
struct UserState {
    bool exists = false;
    std::optional<std::uint32_t> uid;
    std::optional<std::uint32_t> gid;
    std::string home; // as its database has it
};

struct GroupState {
    bool exists = false;
    std::optional<std::uint32_t> gid;
};

enum class NodeKind : std::uint8_t { absent, file, directory, symlink, other };

struct NodeState {
    NodeKind kind = NodeKind::absent;
    std::uint64_t size = 0; // bytes, of a file
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint32_t mode = 0;   // permission bits, 07777
    std::uint64_t device = 0; // device and inode: two paths with the same pair are the same node
    std::uint64_t inode = 0;
    std::string text; // a symlink's target; a file's contents, where Questions::contents asked for them

    friend bool operator==(const NodeState&, const NodeState&) = default;
};

// Owner and mode of a node: what is not set stays as it is.
struct Attributes {
    std::optional<std::uint32_t> uid;
    std::optional<std::uint32_t> gid;
    std::optional<std::uint32_t> mode; // 0 to 07777

    friend bool operator==(const Attributes&, const Attributes&) = default;
};

// A node the config names. `path` is resolved: below the new root, absolute, its parents free of symlinks,
// the last component as it is. `before` is what was there before any run of ours: where an unfinished run has
// written, that differs from `now`, and every judgement ("exists already", "append to what?") goes by
// `before`.
struct NodeFound {
    std::string path;
    NodeState now;
    NodeState before;
    std::string first_missing;          // the first component of `path` that is not there; empty: all are
    std::optional<Attributes> promised; // by a step: `now` is of this kind, with these owners and mode
};

// What an unfinished run would need to be told from somebody else's data. Kept under the new root in
// /etc/.ignition-unfinished from before the first write until after the last one. See plan/record.h.
struct Record {
    std::map<std::string, NodeState> originals; // by resolved path
    std::vector<std::string> begun_homes;       // that were absent before users were added; resolved
    std::vector<std::string> enabled_units;     // that were enabled before presets were made to say otherwise
    std::vector<std::string> notated_directories; // made by the stage "mount", as the config names them
    std::string finished_in;                      // the boot whose stage got to its end; empty: none did
    bool made_directory = false;                  // the one it lies in was made for it alone
    std::vector<std::string> tries;               // when each stage "files" that wrote to it began, RFC 3339

    bool empty() const { return originals.empty() && notated_directories.empty(); }
    friend bool operator==(const Record&, const Record&) = default;
};

struct RootTree {
    std::map<std::string, UserState> users; // whoever was asked for, the absent ones too
    std::map<std::string, GroupState> groups;
    std::map<std::string, NodeFound> nodes; // by path as asked
    std::map<std::string, bool> enabled;    // units that were asked for: `systemctl is-enabled` says so
    Record record;                          // of an unfinished run, or empty
    std::optional<std::string> policy;      // name of the SELinux policy that is in the root and switched on
    std::optional<std::string> report; // the result file of an earlier run, as JSON indented by two spaces
    bool live_image = false;           // is-live-image says so; asked only when there is a report
};

} // namespace ignite::plan
