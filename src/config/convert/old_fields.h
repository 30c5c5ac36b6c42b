// The members of every object of specs 1 and 2.x, with the version each came with, and where each goes. A row
// that points into a type of the internal config is all there is to say about its member: it means there what
// it meant.
#pragma once

#include "../field.h"
#include "old_config.h"

namespace ignite::config::old {

template <class Member>
constexpr auto row(std::string_view key, Member member) {
    return field(key, member).with_since(v1);
}

template <class Member, class Table>
constexpr auto row(std::string_view key, Member member, const Table& table) {
    return field(key, member, table).with_since(v1);
}

inline constexpr std::tuple http_header_fields = {
    row("name", &HttpHeader::name),
    row("value", &HttpHeader::value),
};

inline constexpr std::tuple verification_fields = {
    row("hash", &Verification::hash),
};

inline constexpr std::tuple reference_fields = {
    row("httpHeaders", &Resource::http_headers, http_header_fields).with_since(v2_4),
    row("source", &Resource::source),
    row("verification", &Resource::verification, verification_fields),
};

inline constexpr auto contents_fields =
    std::tuple_cat(reference_fields, std::tuple{
                                         row("compression", &Resource::compression),
                                     });

inline constexpr std::tuple references_fields = {
    row("append", &References::append, reference_fields),
    row("replace", &References::replace, reference_fields).nullable_until(for_ever),
};

inline constexpr std::tuple proxy_fields = {
    row("httpProxy", &Proxy::http_proxy),
    row("httpsProxy", &Proxy::https_proxy),
    row("noProxy", &Proxy::no_proxy),
};

inline constexpr std::tuple tls_fields = {
    row("certificateAuthorities", &Tls::certificate_authorities, reference_fields),
};

inline constexpr std::tuple security_fields = {
    row("tls", &Security::tls, tls_fields),
};

inline constexpr std::tuple timeouts_fields = {
    row("httpResponseHeaders", &Timeouts::http_response_headers),
    row("httpTotal", &Timeouts::http_total),
};

inline constexpr std::tuple ignition_fields = {
    row("config", &Ignition::config, references_fields),
    row("proxy", &Ignition::proxy, proxy_fields).with_since(v2_4),
    row("security", &Ignition::security, security_fields).with_since(v2_2),
    row("timeouts", &Ignition::timeouts, timeouts_fields).with_since(v2_1),
    row("version", &Ignition::version),
};

inline constexpr std::tuple dropin_fields = {
    row("contents", &Dropin::contents),
    row("name", &Dropin::name),
};

inline constexpr std::tuple network_unit_fields = {
    row("contents", &NetworkUnit::contents),
    row("dropins", &NetworkUnit::dropins, dropin_fields).with_since(v2_2),
    row("name", &NetworkUnit::name),
};

inline constexpr std::tuple networkd_fields = {
    row("units", &Networkd::units, network_unit_fields),
};

inline constexpr std::tuple group_fields = {
    row("gid", &Group::gid),
    row("name", &Group::name),
    row("passwordHash", &Group::password_hash),
    row("system", &Group::system),
};

// What an account is made with: until 2.1.0 in the object `create` only.
constexpr auto account_fields(Version since) {
    return std::tuple{
        row("gecos", &config::User::gecos).with_since(since),
        row("groups", &config::User::groups).with_since(since),
        row("homeDir", &config::User::home_dir).with_since(since),
        row("noCreateHome", &config::User::no_create_home).with_since(since),
        row("noLogInit", &config::User::no_log_init).with_since(since),
        row("noUserGroup", &config::User::no_user_group).with_since(since),
        row("primaryGroup", &config::User::primary_group).with_since(since),
        row("shell", &config::User::shell).with_since(since),
        row("system", &config::User::system).with_since(since),
        row("uid", &config::User::uid).with_since(since),
    };
}

inline constexpr auto user_creation_fields = account_fields(v1);

inline constexpr auto user_fields = std::tuple_cat(
    account_fields(v2_1), std::tuple{
                              row("create", &User::create, user_creation_fields).nullable_until(for_ever),
                              row("name", &config::User::name),
                              row("passwordHash", &config::User::password_hash),
                              row("sshAuthorizedKeys", &config::User::ssh_authorized_keys),
                          });

inline constexpr std::tuple passwd_fields = {
    row("groups", &Passwd::groups, group_fields),
    row("users", &Passwd::users, user_fields),
};

inline constexpr std::tuple partition_fields = {
    row("guid", &config::Partition::guid).with_since(v2_1),
    row("label", &config::Partition::label),
    row("number", &config::Partition::number),
    row("shouldExist", &config::Partition::should_exist).with_since(v2_3),
    row("size", &Partition::size),
    row("sizeMiB", &config::Partition::size_mib).with_since(v2_3),
    row("start", &Partition::start),
    row("startMiB", &config::Partition::start_mib).with_since(v2_3),
    row("typeGuid", &config::Partition::type_guid),
    row("wipePartitionEntry", &config::Partition::wipe_partition_entry).with_since(v2_3),
};

inline constexpr std::tuple disk_fields = {
    row("device", &Disk::device),
    row("partitions", &Disk::partitions, partition_fields),
    row("wipeTable", &Disk::wipe_table),
};

inline constexpr std::tuple raid_fields = {
    row("devices", &Raid::devices), row("level", &Raid::level),
    row("name", &Raid::name),       row("options", &Raid::options).with_since(v2_2),
    row("spares", &Raid::spares),
};

inline constexpr std::tuple filesystem_creation_fields = {
    row("force", &FilesystemCreation::force),
    row("options", &FilesystemCreation::options),
};

inline constexpr std::tuple mount_fields = {
    row("create", &Mount::create, filesystem_creation_fields).nullable_until(for_ever),
    row("device", &Mount::device),
    row("format", &Mount::format),
    row("label", &Mount::label).with_since(v2_1),
    row("options", &Mount::options).with_since(v2_1),
    row("uuid", &Mount::uuid).with_since(v2_1),
    row("wipeFilesystem", &Mount::wipe_filesystem).with_since(v2_1),
};

inline constexpr std::tuple filesystem_fields = {
    row("mount", &Filesystem::mount, mount_fields).nullable_until(for_ever),
    row("name", &Filesystem::name),
    row("path", &Filesystem::path),
};

inline constexpr std::tuple owner_fields = {
    row("id", &Owner::id),
    row("name", &Owner::name).with_since(v2_1),
};

inline constexpr std::tuple node_fields = {
    row("filesystem", &Node::filesystem),
    row("group", &config::Node::group, owner_fields),
    row("overwrite", &config::Node::overwrite).with_since(v2_2),
    row("path", &config::Node::path),
    row("user", &config::Node::user, owner_fields),
};

inline constexpr auto directory_fields = std::tuple_cat(node_fields, std::tuple{
                                                                         row("mode", &Directory::mode),
                                                                     });

inline constexpr auto file_fields =
    std::tuple_cat(node_fields, std::tuple{
                                    row("append", &File::append).with_since(v2_2),
                                    row("contents", &File::contents, contents_fields),
                                    row("mode", &File::mode),
                                });

inline constexpr auto link_fields = std::tuple_cat(node_fields, std::tuple{
                                                                    row("hard", &Link::hard),
                                                                    row("target", &Link::target),
                                                                });

inline constexpr std::tuple storage_fields = {
    row("directories", &Storage::directories, directory_fields).with_since(v2_1),
    row("disks", &Storage::disks, disk_fields),
    row("files", &Storage::files, file_fields).with_since(v2_0),
    row("filesystems", &Storage::filesystems, filesystem_fields),
    row("links", &Storage::links, link_fields).with_since(v2_1),
    row("raid", &Storage::raid, raid_fields),
};

inline constexpr std::tuple unit_fields = {
    row("contents", &Unit::contents), row("dropins", &Unit::dropins, dropin_fields),
    row("enable", &Unit::enable),     row("enabled", &Unit::enabled).with_since(v2_1),
    row("mask", &Unit::mask),         row("name", &Unit::name),
};

inline constexpr std::tuple systemd_fields = {
    row("units", &Systemd::units, unit_fields),
};

inline constexpr std::tuple config_fields = {
    row("ignition", &Config::ignition, ignition_fields), row("networkd", &Config::networkd, networkd_fields),
    row("passwd", &Config::passwd, passwd_fields),       row("storage", &Config::storage, storage_fields),
    row("systemd", &Config::systemd, systemd_fields),
};

// Spec 1 is like 2.0.0 but for its version, and for files that stand in their filesystem.

inline constexpr std::tuple file_of_spec_1_fields = {
    row("contents", &FileOfSpec1::contents), row("gid", &FileOfSpec1::gid), row("mode", &FileOfSpec1::mode),
    row("path", &FileOfSpec1::path),         row("uid", &FileOfSpec1::uid),
};

inline constexpr std::tuple filesystem_of_spec_1_fields = {
    row("create", &FilesystemOfSpec1::create, filesystem_creation_fields).nullable_until(for_ever),
    row("device", &FilesystemOfSpec1::device),
    row("files", &FilesystemOfSpec1::files, file_of_spec_1_fields),
    row("format", &FilesystemOfSpec1::format),
};

inline constexpr std::tuple storage_of_spec_1_fields = {
    row("disks", &Storage::disks, disk_fields),
    row("filesystems", &Storage::filesystems_of_spec_1, filesystem_of_spec_1_fields),
    row("raid", &Storage::raid, raid_fields),
};

inline constexpr std::tuple config_of_spec_1_fields = {
    row("ignitionVersion", &Config::ignition_version),
    row("networkd", &Config::networkd, networkd_fields),
    row("passwd", &Config::passwd, passwd_fields),
    row("storage", &Config::storage, storage_of_spec_1_fields),
    row("systemd", &Config::systemd, systemd_fields),
};

} // namespace ignite::config::old
