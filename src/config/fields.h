// The members of every object of the config, in the order of the spec, with the version each came with. To
// add a field, add its row, the member it fills, and its place in the schema files; a test holds the three
// together.
#pragma once

#include "field.h"

namespace ignite::config {

inline constexpr std::tuple http_header_fields = {
    field("name", &HttpHeader::name),
    field("value", &HttpHeader::value),
};

inline constexpr std::tuple verification_fields = {
    field("hash", &Verification::hash),
};

// Contents of files.
inline constexpr std::tuple resource_fields = {
    field("compression", &Resource::compression),
    field("httpHeaders", &Resource::http_headers, http_header_fields).with_since(v3_1),
    field("source", &Resource::source),
    field("verification", &Resource::verification, verification_fields),
};

// Other configs: until 3.1.0 less could be said about them.
inline constexpr std::tuple reference_fields = {
    field("compression", &Resource::compression).with_since(v3_1),
    field("httpHeaders", &Resource::http_headers, http_header_fields).with_since(v3_1),
    field("source", &Resource::source),
    field("verification", &Resource::verification, verification_fields),
};

// Certificates: like other configs, and their source was a plain string.
inline constexpr std::tuple authority_fields = {
    field("compression", &Resource::compression).with_since(v3_1),
    field("httpHeaders", &Resource::http_headers, http_header_fields).with_since(v3_1),
    field("source", &Resource::source).plain_until(v3_1),
    field("verification", &Resource::verification, verification_fields),
};

inline constexpr std::tuple references_fields = {
    field("merge", &References::merge, reference_fields),
    field("replace", &References::replace, reference_fields),
};

inline constexpr std::tuple proxy_fields = {
    field("httpProxy", &Proxy::http_proxy),
    field("httpsProxy", &Proxy::https_proxy),
    field("noProxy", &Proxy::no_proxy),
};

inline constexpr std::tuple tls_fields = {
    field("certificateAuthorities", &Tls::certificate_authorities, authority_fields),
};

inline constexpr std::tuple security_fields = {
    field("tls", &Security::tls, tls_fields),
};

inline constexpr std::tuple timeouts_fields = {
    field("httpResponseHeaders", &Timeouts::http_response_headers),
    field("httpTotal", &Timeouts::http_total),
};

inline constexpr std::tuple ignition_fields = {
    field("config", &Ignition::config, references_fields),
    field("proxy", &Ignition::proxy, proxy_fields).with_since(v3_1),
    field("security", &Ignition::security, security_fields),
    field("timeouts", &Ignition::timeouts, timeouts_fields),
    field("version", &Ignition::version),
};

inline constexpr std::tuple kernel_arguments_fields = {
    field("shouldExist", &KernelArguments::should_exist).in_shared_name_space(),
    field("shouldNotExist", &KernelArguments::should_not_exist).in_shared_name_space(),
};

inline constexpr std::tuple group_fields = {
    field("gid", &Group::gid),
    field("name", &Group::name),
    field("passwordHash", &Group::password_hash),
    field("shouldExist", &Group::should_exist).with_since(v3_2),
    field("system", &Group::system),
};

inline constexpr std::tuple user_fields = {
    field("gecos", &User::gecos),
    field("groups", &User::groups),
    field("homeDir", &User::home_dir),
    field("name", &User::name),
    field("noCreateHome", &User::no_create_home),
    field("noLogInit", &User::no_log_init),
    field("noUserGroup", &User::no_user_group),
    field("passwordHash", &User::password_hash),
    field("primaryGroup", &User::primary_group),
    field("sshAuthorizedKeys", &User::ssh_authorized_keys),
    field("shell", &User::shell),
    field("shouldExist", &User::should_exist).with_since(v3_2),
    field("system", &User::system),
    field("uid", &User::uid),
};

inline constexpr std::tuple passwd_fields = {
    field("groups", &Passwd::groups, group_fields),
    field("users", &Passwd::users, user_fields),
};

inline constexpr std::tuple owner_fields = {
    field("id", &Owner::id),
    field("name", &Owner::name),
};

inline constexpr std::tuple node_fields = {
    field("group", &Node::group, owner_fields),
    field("overwrite", &Node::overwrite),
    field("path", &Node::path),
    field("user", &Node::user, owner_fields),
};

inline constexpr auto directory_fields = std::tuple_cat(node_fields, std::tuple{
                                                                         field("mode", &Directory::mode),
                                                                     });

inline constexpr auto file_fields =
    std::tuple_cat(node_fields, std::tuple{
                                    field("append", &File::append, resource_fields).with_repeats(),
                                    field("contents", &File::contents, resource_fields),
                                    field("mode", &File::mode),
                                });

inline constexpr auto link_fields =
    std::tuple_cat(node_fields, std::tuple{
                                    field("hard", &Link::hard),
                                    field("target", &Link::target).plain_until(v3_3),
                                });

inline constexpr std::tuple partition_fields = {
    field("guid", &Partition::guid),
    field("label", &Partition::label),
    field("number", &Partition::number),
    field("resize", &Partition::resize).with_since(v3_2),
    field("shouldExist", &Partition::should_exist),
    field("sizeMiB", &Partition::size_mib),
    field("startMiB", &Partition::start_mib),
    field("typeGuid", &Partition::type_guid),
    field("wipePartitionEntry", &Partition::wipe_partition_entry),
};

inline constexpr std::tuple disk_fields = {
    field("device", &Disk::device),
    field("partitions", &Disk::partitions, partition_fields),
    field("wipeTable", &Disk::wipe_table),
};

inline constexpr std::tuple raid_fields = {
    field("devices", &Raid::devices), field("level", &Raid::level).plain_until(v3_3),
    field("name", &Raid::name),       field("options", &Raid::options).with_repeats(),
    field("spares", &Raid::spares),
};

inline constexpr std::tuple tang_fields = {
    field("advertisement", &Tang::advertisement).with_since(v3_4),
    field("thumbprint", &Tang::thumbprint),
    field("url", &Tang::url),
};

inline constexpr std::tuple clevis_custom_fields = {
    field("config", &ClevisCustom::config).plain_until(v3_3),
    field("needsNetwork", &ClevisCustom::needs_network),
    field("pin", &ClevisCustom::pin).plain_until(v3_3),
};

inline constexpr std::tuple clevis_fields = {
    field("custom", &Clevis::custom, clevis_custom_fields).nullable_until(v3_3),
    field("tang", &Clevis::tang, tang_fields),
    field("threshold", &Clevis::threshold),
    field("tpm2", &Clevis::tpm2),
};

inline constexpr std::tuple cex_fields = {
    field("enabled", &Cex::enabled),
};

inline constexpr std::tuple luks_fields = {
    field("cex", &Luks::cex, cex_fields).with_since(v3_5),
    field("clevis", &Luks::clevis, clevis_fields).nullable_until(v3_3),
    field("device", &Luks::device),
    field("discard", &Luks::discard).with_since(v3_4),
    field("keyFile", &Luks::key_file, resource_fields),
    field("label", &Luks::label),
    field("name", &Luks::name),
    field("openOptions", &Luks::open_options).with_since(v3_4), // may not repeat, unlike all other options
    field("options", &Luks::options).with_repeats(),
    field("uuid", &Luks::uuid),
    field("wipeVolume", &Luks::wipe_volume),
};

inline constexpr std::tuple filesystem_fields = {
    field("device", &Filesystem::device),
    field("format", &Filesystem::format),
    field("label", &Filesystem::label),
    field("mountOptions", &Filesystem::mount_options).with_since(v3_1).with_repeats(),
    field("options", &Filesystem::options).with_repeats(),
    field("path", &Filesystem::path),
    field("uuid", &Filesystem::uuid),
    field("wipeFilesystem", &Filesystem::wipe_filesystem),
};

inline constexpr std::tuple storage_fields = {
    field("directories", &Storage::directories, directory_fields).in_shared_name_space(),
    field("disks", &Storage::disks, disk_fields),
    field("files", &Storage::files, file_fields).in_shared_name_space(),
    field("filesystems", &Storage::filesystems, filesystem_fields),
    field("links", &Storage::links, link_fields).in_shared_name_space(),
    field("luks", &Storage::luks, luks_fields).with_since(v3_2),
    field("raid", &Storage::raid, raid_fields),
};

inline constexpr std::tuple dropin_fields = {
    field("contents", &Dropin::contents),
    field("name", &Dropin::name),
};

inline constexpr std::tuple unit_fields = {
    field("contents", &Unit::contents), field("dropins", &Unit::dropins, dropin_fields),
    field("enabled", &Unit::enabled),   field("mask", &Unit::mask),
    field("name", &Unit::name),
};

inline constexpr std::tuple systemd_fields = {
    field("units", &Systemd::units, unit_fields),
};

inline constexpr std::tuple config_fields = {
    field("ignition", &Config::ignition, ignition_fields),
    field("kernelArguments", &Config::kernel_arguments, kernel_arguments_fields).with_since(v3_3),
    field("passwd", &Config::passwd, passwd_fields),
    field("storage", &Config::storage, storage_fields),
    field("systemd", &Config::systemd, systemd_fields),
};

} // namespace ignite::config
