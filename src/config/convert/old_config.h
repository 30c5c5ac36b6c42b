// Configs of spec 1 and 2.x, in the shape of 2.4.0. What these specs and 3.1.0 have in common is a type of
// the internal config; only what differs has a type of its own here.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/version.h"

namespace ignite::config::old {

inline constexpr Version v1{1, 0};
inline constexpr Version v2_0{2, 0};
inline constexpr Version v2_1{2, 1};
inline constexpr Version v2_2{2, 2};
inline constexpr Version v2_3{2, 3};
inline constexpr Version v2_4{2, 4};

struct References {
    std::vector<Resource> append;
    Resource replace;
};

struct Ignition {
    References config;
    Proxy proxy;
    Security security;
    Timeouts timeouts;
    std::string version;
};

struct NetworkUnit {
    OptionalText contents;
    std::vector<Dropin> dropins;
    std::string name;
    Position position;
};

struct Networkd {
    std::vector<NetworkUnit> units;
};

// What to make a user with, from the time when only users to be created had attributes.
struct UserCreation : config::User {
    bool given = false;
};

struct User : config::User {
    UserCreation create;
};

struct Passwd {
    std::vector<Group> groups;
    std::vector<User> users;
};

struct Partition : config::Partition {
    std::int64_t size = 0;  // sectors
    std::int64_t start = 0; // sectors
};

struct Disk {
    std::string device;
    std::vector<Partition> partitions;
    OptionalFlag wipe_table;
    Position position;
};

// The older way to order a new filesystem.
struct FilesystemCreation {
    OptionalFlag force;
    TextList options;
    bool given = false;
};

struct Mount {
    FilesystemCreation create;
    std::string device;
    std::string format;
    OptionalText label;
    TextList options;
    OptionalText uuid;
    OptionalFlag wipe_filesystem;
    bool given = false;
    std::string place; // `$.storage.filesystems.0.mount`
};

struct Filesystem {
    Mount mount;
    std::string name;  // what nodes call it
    OptionalText path; // where it is mounted already
    Position position;
    std::string place;
};

// A node says on which filesystem it is, and its path counts from there.
struct Node : config::Node {
    std::string filesystem;
    std::string place;
};

struct Directory : Node {
    OptionalNumber mode;
};

struct File : Node {
    OptionalFlag append;
    Resource contents;
    OptionalNumber mode;
};

struct Link : Node {
    OptionalFlag hard;
    std::string target;
};

// Of spec 1: contents are a text, and every file belongs to a filesystem.
struct FileOfSpec1 {
    std::string path;
    std::string contents;
    std::int64_t mode = 0;
    std::int64_t uid = 0;
    std::int64_t gid = 0;
    Position position;
};

struct FilesystemOfSpec1 {
    std::string device;
    std::string format;
    FilesystemCreation create;
    std::vector<FileOfSpec1> files;
    Position position;
};

struct Storage {
    std::vector<Directory> directories;
    std::vector<Disk> disks;
    std::vector<File> files;
    std::vector<Filesystem> filesystems;
    std::vector<FilesystemOfSpec1> filesystems_of_spec_1; // empty once raised
    std::vector<Link> links;
    std::vector<Raid> raid;
};

struct Unit {
    OptionalText contents;
    std::vector<Dropin> dropins;
    OptionalFlag enable; // the older of the two
    OptionalFlag enabled;
    OptionalFlag mask;
    std::string name;
    Position position;
};

struct Systemd {
    std::vector<Unit> units;
};

struct Config {
    std::int64_t ignition_version = 0; // of spec 1
    Ignition ignition;
    Networkd networkd;
    Passwd passwd;
    Storage storage;
    Systemd systemd;
};

} // namespace ignite::config::old
