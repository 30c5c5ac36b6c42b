// Steps that change the new root: accounts, nodes, units. Each is complete in itself: doing it needs no
// decision.
//
// Paths are those of NodeFound: resolved, absolute, below the new root. Executors open their parents once
// more with the kernel doing the resolving inside the root, so a path can never lead out of it.
#pragma once

#include "ignite/config/types.h"
#include "ignite/plan/root_tree.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ignite::plan {

// Puts the account databases back as an unfinished run found them, and removes homes it began: a tool that
// was cut off may have written /etc/passwd and not /etc/shadow.
struct RestoreAccounts {
    std::vector<std::pair<std::string, NodeState>> databases; // absent ones are removed
    std::vector<std::string> begun;                           // directories that were not there before
};

// Writes down what was there before the steps that follow change it. Half done: not there, and so are they.
struct Remember {
    Record record;
};

struct AddGroup {
    config::Group group;
};

struct ChangeGroup {
    config::Group group;
};

struct RemoveGroup {
    std::string name;
    Position position; // in the config, as everywhere below
};

struct AddUser {
    config::User user;
    std::string home; // where the target's tool will most likely put it
};

struct ChangeUser {
    config::User user;
    bool moves_home = true; // false: an interrupted run moved it already
};

struct RemoveUser {
    std::string name;
    bool removes_home = true; // false: an interrupted run removed it already
    Position position;
};

struct SetPassword {
    std::string user;
    std::string hash; // a secret
    Position position;
};

// A directory the stage "mount" made below a user's home becomes the user's. `path` is followed.
struct OwnDirectory {
    std::string path;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

// Written with the user's own ids, so that nothing in a home leads root elsewhere.
struct WriteKeys {
    std::string user;
    std::optional<std::uint32_t> uid; // not set: not known before the user is made (dry runs only)
    std::optional<std::uint32_t> gid;
    std::string home; // resolved
    std::string file; // below home, "/.ssh/authorized_keys"
    std::string keys;
};

// Half done: a directory that Remember knows to have been absent.
struct MakeDirectory {
    std::string path;
    bool removes_old = false; // whatever is there, with all below it
    Attributes attributes;
    Position position;
};

// Where bytes come from: a resource of the config, or given text. The resource stands in the config, which
// outlives every plan made from it: contents can be most of a config, and a copy of each would be most of our
// memory.
struct Contents {
    const config::Resource* resource = nullptr;
    std::string text; // used when there is no resource
};

// What an append begins from.
struct KeepBytes {
    std::uint64_t size = 0; // what the file had before us; an interrupted append left more
};

// A file with contents of its own (`contents` set) or a kept one (`keeps` set), then its appends.
// Half done: nothing under the final name, or, for a kept file, more bytes than Remember knows of.
struct WriteFile {
    std::string path;
    bool removes_old = false;
    std::optional<Contents> contents;
    std::optional<KeepBytes> keeps;
    std::vector<Contents> appends;
    Attributes attributes;
    Position position;
};

// Half done: a link that Remember knows to have been absent. A new link is root's unless it says otherwise.
struct MakeSymlink {
    std::string path;
    std::string target; // as the config has it
    bool removes_old = false;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    Position position;
};

struct MakeHardLink {
    std::string path;
    std::string target;       // resolved, not followed
    std::string shown_target; // as the config has it
    bool removes_old = false;
    Position position;
};

struct UnitFile {
    std::string name; // of the unit or drop-in
    std::string path;
    std::string text;
};

// One unit's drop-ins and its file, each replacing whatever is there.
struct WriteUnit {
    std::string name;
    std::vector<UnitFile> dropins;
    std::optional<UnitFile> unit;
    Position position;
};

struct MaskUnit {
    std::string name;
    std::string path;
};

struct UnmaskUnit {
    std::string name;
    std::string path;
};

// Half done: its links are gone, and a directory that held nothing else is still there, empty.
struct DisableUnit {
    std::string name;
    bool begun = false; // by an unfinished run: it is not enabled any more
    Position position;
};

// One line at the end of the preset file.
struct AddPreset {
    std::string unit; // as logged: "echo@.service bar foo"
    bool enabled = false;
    std::string path;
    std::optional<KeepBytes> keeps; // set in the first of them: what was there before us
};

// Lines at the end of /etc/crypttab, one per volume; and the key file of one.
struct AddCrypttabLines {
    std::string path;
    KeepBytes keeps;
    std::string lines;
};

struct WriteKeyFile {
    std::string volume;
    std::string path;
    std::string source; // a data URL that holds the key: a secret
    bool is_cex = false;
};

struct WriteResult {
    std::string path;
    std::string text;
    bool ran_before = false; // worth a warning
};

// Our own account of the first boot, beside the result.
struct WriteReport {
    std::string path;
    std::string text;
};

// Sets the labels of everything that was written, by the policy under the new root.
struct Relabel {
    std::string policy;
    std::vector<std::string> paths;
};

} // namespace ignite::plan
