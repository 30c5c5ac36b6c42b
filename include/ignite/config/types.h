// The one internal config: what every version of the spec is decoded into, merged as, and planned from.
//
// Its shape is that of the newest version (3.7.0-experimental); what an older version meant differently is
// rewritten by the adaptations of that version. Names are the spec's keys in snake case. Where the spec tells
// "not set" from every value, the member is an optional ("opt" in spec/config.md §1); where it does not, it
// is a plain value. Integers are as the user wrote them: units stand beside them, ranges are checked by
// rules.
#pragma once

#include "ignite/core/position.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ignite::config {

using OptionalText = std::optional<std::string>;
using OptionalNumber = std::optional<std::int64_t>;
using OptionalFlag = std::optional<bool>;
using TextList = std::vector<std::string>;

struct HttpHeader {
    std::string name;
    OptionalText value; // not set: remove this header when merging
    Position position;
};

struct Verification {
    OptionalText hash; // "sha512-<hex>" or "sha256-<hex>", over the decompressed bytes
};

// Something to be fetched. Spec §3.6.
struct Resource {
    OptionalText compression; // "gzip" or nothing
    std::vector<HttpHeader> http_headers;
    OptionalText source;
    Verification verification;
    Position position;
};

struct References {
    std::vector<Resource> merge;
    Resource replace;
};

struct Proxy {
    OptionalText http_proxy;
    OptionalText https_proxy;
    TextList no_proxy;
};

struct Tls {
    std::vector<Resource> certificate_authorities;
};

struct Security {
    Tls tls;
};

struct Timeouts {
    OptionalNumber http_response_headers; // seconds, 0: no limit; not set: 10
    OptionalNumber http_total;            // seconds, 0 and not set: no limit
};

struct Ignition {
    References config;
    Proxy proxy;
    Security security;
    Timeouts timeouts;
    std::string version;
};

struct KernelArguments {
    TextList should_exist;
    TextList should_not_exist;
};

struct Group {
    OptionalNumber gid;
    std::string name;
    OptionalText password_hash;
    OptionalFlag should_exist; // not set: true
    OptionalFlag system;
    Position position;
};

struct User {
    OptionalText gecos;
    TextList groups;
    OptionalText home_dir;
    std::string name;
    OptionalFlag no_create_home;
    OptionalFlag no_log_init;
    OptionalFlag no_user_group;
    OptionalText password_hash;
    OptionalText primary_group;
    TextList ssh_authorized_keys;
    OptionalText shell;
    OptionalFlag should_exist; // not set: true
    OptionalFlag system;
    OptionalNumber uid;
    Position position;
};

struct Passwd {
    std::vector<Group> groups;
    std::vector<User> users;
};

// Who owns a node: by id or by name, never both; neither: what the node has, or root for a new one.
struct Owner {
    OptionalNumber id;
    OptionalText name;
};

// What files, directories and links have in common.
struct Node {
    Owner group;
    OptionalFlag overwrite;
    std::string path;
    Owner user;
    Position position;
};

struct Directory : Node {
    OptionalNumber mode; // permission bits 0 to 07777
};

struct File : Node {
    std::vector<Resource> append;
    Resource contents;
    OptionalNumber mode; // permission bits 0 to 07777
};

struct Link : Node {
    OptionalFlag hard;
    OptionalText target;
};

struct Partition {
    OptionalText guid; // "" is as not set
    OptionalText label;
    std::int64_t number = 0; // 0: the lowest free one
    OptionalFlag resize;
    OptionalFlag should_exist; // not set: true
    OptionalNumber size_mib;   // MiB; 0: to the end of the largest free block
    OptionalNumber start_mib;  // MiB; 0: the beginning of the largest free block
    OptionalText type_guid;    // "" is as not set
    OptionalFlag wipe_partition_entry;
    Position position;
};

struct Disk {
    std::string device;
    std::vector<Partition> partitions;
    OptionalFlag wipe_table;
    Position position;
};

struct Raid {
    TextList devices;
    OptionalText level;
    std::string name;
    TextList options; // words for mdadm
    OptionalNumber spares;
    Position position;
};

struct Tang {
    OptionalText advertisement; // JSON text
    OptionalText thumbprint;
    std::string url;
    Position position;
};

struct ClevisCustom {
    OptionalText config;
    OptionalFlag needs_network;
    OptionalText pin;
    bool given = false; // whether the document has the object at all, which 3.2.0 makes a difference of
};

struct Clevis {
    ClevisCustom custom;
    std::vector<Tang> tang;
    OptionalNumber threshold; // not set and 0: 1
    OptionalFlag tpm2;
};

struct Cex {
    OptionalFlag enabled;
};

struct Luks {
    Cex cex;
    Clevis clevis;
    OptionalText device;
    OptionalFlag discard;
    Resource key_file;
    OptionalText label;
    std::string name;
    TextList open_options; // words for cryptsetup luksOpen
    TextList options;      // words for cryptsetup luksFormat
    OptionalText uuid;
    OptionalFlag wipe_volume;
    Position position;
};

struct Filesystem {
    std::string device; // of virtiofs: the tag
    OptionalText format;
    OptionalText label;
    TextList mount_options;
    TextList options; // words for mkfs
    OptionalText path;
    OptionalText uuid;
    OptionalFlag wipe_filesystem;
    Position position;
};

struct Storage {
    std::vector<Directory> directories;
    std::vector<Disk> disks;
    std::vector<File> files;
    std::vector<Filesystem> filesystems;
    std::vector<Link> links;
    std::vector<Luks> luks;
    std::vector<Raid> raid;
};

struct Dropin {
    OptionalText contents;
    std::string name;
    Position position;
};

struct Unit {
    OptionalText contents;
    std::vector<Dropin> dropins;
    OptionalFlag enabled;
    OptionalFlag mask;
    std::string name;
    Position position;
};

struct Systemd {
    std::vector<Unit> units;
};

struct Config {
    Ignition ignition;
    KernelArguments kernel_arguments;
    Passwd passwd;
    Storage storage;
    Systemd systemd;
};

} // namespace ignite::config
