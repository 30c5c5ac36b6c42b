// The members of every object of specs 1 and 2.x, with the version each came with, and where each goes. A row
// that points into a type of the internal config is all there is to say about its member: it means there what
// it meant.
#pragma once

#include "../field.h"
#include "old_config.h"

namespace ignite::config::old {

template <auto member>
constexpr Field row(std::string_view key) {
    return field<member>(key).with_since(v1);
}

template <auto member>
constexpr Field row(std::string_view key, Fields members) {
    return field<member>(key, members).with_since(v1);
}

inline constexpr std::array http_header_fields = {
    row<&HttpHeader::name>("name"),
    row<&HttpHeader::value>("value"),
};

inline constexpr std::array verification_fields = {
    row<&Verification::hash>("hash"),
};

inline constexpr std::array reference_fields = {
    row<&Resource::http_headers>("httpHeaders", http_header_fields).with_since(v2_4),
    row<&Resource::source>("source"),
    row<&Resource::verification>("verification", verification_fields),
};

inline constexpr auto contents_fields = reference_fields + std::array{
                                                               row<&Resource::compression>("compression"),
                                                           };

inline constexpr std::array references_fields = {
    row<&References::append>("append", reference_fields),
    row<&References::replace>("replace", reference_fields).nullable_until(for_ever),
};

inline constexpr std::array proxy_fields = {
    row<&Proxy::http_proxy>("httpProxy"),
    row<&Proxy::https_proxy>("httpsProxy"),
    row<&Proxy::no_proxy>("noProxy"),
};

inline constexpr std::array tls_fields = {
    row<&Tls::certificate_authorities>("certificateAuthorities", reference_fields),
};

inline constexpr std::array security_fields = {
    row<&Security::tls>("tls", tls_fields),
};

inline constexpr std::array timeouts_fields = {
    row<&Timeouts::http_response_headers>("httpResponseHeaders"),
    row<&Timeouts::http_total>("httpTotal"),
};

inline constexpr std::array ignition_fields = {
    row<&Ignition::config>("config", references_fields),
    row<&Ignition::proxy>("proxy", proxy_fields).with_since(v2_4),
    row<&Ignition::security>("security", security_fields).with_since(v2_2),
    row<&Ignition::timeouts>("timeouts", timeouts_fields).with_since(v2_1),
    row<&Ignition::version>("version"),
};

inline constexpr std::array dropin_fields = {
    row<&Dropin::contents>("contents"),
    row<&Dropin::name>("name"),
};

inline constexpr std::array network_unit_fields = {
    row<&NetworkUnit::contents>("contents"),
    row<&NetworkUnit::dropins>("dropins", dropin_fields).with_since(v2_2),
    row<&NetworkUnit::name>("name"),
};

inline constexpr std::array networkd_fields = {
    row<&Networkd::units>("units", network_unit_fields),
};

inline constexpr std::array group_fields = {
    row<&Group::gid>("gid"),
    row<&Group::name>("name"),
    row<&Group::password_hash>("passwordHash"),
    row<&Group::system>("system"),
};

// What an account is made with: until 2.1.0 in the object `create` only.
constexpr auto account_fields(Version since) {
    return std::array{
        row<&config::User::gecos>("gecos").with_since(since),
        row<&config::User::groups>("groups").with_since(since),
        row<&config::User::home_dir>("homeDir").with_since(since),
        row<&config::User::no_create_home>("noCreateHome").with_since(since),
        row<&config::User::no_log_init>("noLogInit").with_since(since),
        row<&config::User::no_user_group>("noUserGroup").with_since(since),
        row<&config::User::primary_group>("primaryGroup").with_since(since),
        row<&config::User::shell>("shell").with_since(since),
        row<&config::User::system>("system").with_since(since),
        row<&config::User::uid>("uid").with_since(since),
    };
}

inline constexpr auto user_creation_fields = account_fields(v1);

inline constexpr auto user_fields =
    account_fields(v2_1) + std::array{
                               row<&User::create>("create", user_creation_fields).nullable_until(for_ever),
                               row<&config::User::name>("name"),
                               row<&config::User::password_hash>("passwordHash"),
                               row<&config::User::ssh_authorized_keys>("sshAuthorizedKeys"),
                           };

inline constexpr std::array passwd_fields = {
    row<&Passwd::groups>("groups", group_fields),
    row<&Passwd::users>("users", user_fields),
};

inline constexpr std::array partition_fields = {
    row<&config::Partition::guid>("guid").with_since(v2_1),
    row<&config::Partition::label>("label"),
    row<&config::Partition::number>("number"),
    row<&config::Partition::should_exist>("shouldExist").with_since(v2_3),
    row<&Partition::size>("size"),
    row<&config::Partition::size_mib>("sizeMiB").with_since(v2_3),
    row<&Partition::start>("start"),
    row<&config::Partition::start_mib>("startMiB").with_since(v2_3),
    row<&config::Partition::type_guid>("typeGuid"),
    row<&config::Partition::wipe_partition_entry>("wipePartitionEntry").with_since(v2_3),
};

inline constexpr std::array disk_fields = {
    row<&Disk::device>("device"),
    row<&Disk::partitions>("partitions", partition_fields),
    row<&Disk::wipe_table>("wipeTable"),
};

inline constexpr std::array raid_fields = {
    row<&Raid::devices>("devices"), row<&Raid::level>("level"),
    row<&Raid::name>("name"),       row<&Raid::options>("options").with_since(v2_2),
    row<&Raid::spares>("spares"),
};

inline constexpr std::array filesystem_creation_fields = {
    row<&FilesystemCreation::force>("force"),
    row<&FilesystemCreation::options>("options"),
};

inline constexpr std::array mount_fields = {
    row<&Mount::create>("create", filesystem_creation_fields).nullable_until(for_ever),
    row<&Mount::device>("device"),
    row<&Mount::format>("format"),
    row<&Mount::label>("label").with_since(v2_1),
    row<&Mount::options>("options").with_since(v2_1),
    row<&Mount::uuid>("uuid").with_since(v2_1),
    row<&Mount::wipe_filesystem>("wipeFilesystem").with_since(v2_1),
};

inline constexpr std::array filesystem_fields = {
    row<&Filesystem::mount>("mount", mount_fields).nullable_until(for_ever),
    row<&Filesystem::name>("name"),
    row<&Filesystem::path>("path"),
};

inline constexpr std::array owner_fields = {
    row<&Owner::id>("id"),
    row<&Owner::name>("name").with_since(v2_1),
};

inline constexpr std::array node_fields = {
    row<&Node::filesystem>("filesystem"),
    row<&config::Node::group>("group", owner_fields),
    row<&config::Node::overwrite>("overwrite").with_since(v2_2),
    row<&config::Node::path>("path"),
    row<&config::Node::user>("user", owner_fields),
};

inline constexpr auto directory_fields = node_fields + std::array{
                                                           row<&Directory::mode>("mode"),
                                                       };

inline constexpr auto file_fields = node_fields + std::array{
                                                      row<&File::append>("append").with_since(v2_2),
                                                      row<&File::contents>("contents", contents_fields),
                                                      row<&File::mode>("mode"),
                                                  };

inline constexpr auto link_fields = node_fields + std::array{
                                                      row<&Link::hard>("hard"),
                                                      row<&Link::target>("target"),
                                                  };

inline constexpr std::array storage_fields = {
    row<&Storage::directories>("directories", directory_fields).with_since(v2_1),
    row<&Storage::disks>("disks", disk_fields),
    row<&Storage::files>("files", file_fields).with_since(v2_0),
    row<&Storage::filesystems>("filesystems", filesystem_fields),
    row<&Storage::links>("links", link_fields).with_since(v2_1),
    row<&Storage::raid>("raid", raid_fields),
};

inline constexpr std::array unit_fields = {
    row<&Unit::contents>("contents"), row<&Unit::dropins>("dropins", dropin_fields),
    row<&Unit::enable>("enable"),     row<&Unit::enabled>("enabled").with_since(v2_1),
    row<&Unit::mask>("mask"),         row<&Unit::name>("name"),
};

inline constexpr std::array systemd_fields = {
    row<&Systemd::units>("units", unit_fields),
};

inline constexpr std::array config_fields = {
    row<&Config::ignition>("ignition", ignition_fields), row<&Config::networkd>("networkd", networkd_fields),
    row<&Config::passwd>("passwd", passwd_fields),       row<&Config::storage>("storage", storage_fields),
    row<&Config::systemd>("systemd", systemd_fields),
};

// Spec 1 is like 2.0.0 but for its version, and for files that stand in their filesystem.

inline constexpr std::array file_of_spec_1_fields = {
    row<&FileOfSpec1::contents>("contents"), row<&FileOfSpec1::gid>("gid"), row<&FileOfSpec1::mode>("mode"),
    row<&FileOfSpec1::path>("path"),         row<&FileOfSpec1::uid>("uid"),
};

inline constexpr std::array filesystem_of_spec_1_fields = {
    row<&FilesystemOfSpec1::create>("create", filesystem_creation_fields).nullable_until(for_ever),
    row<&FilesystemOfSpec1::device>("device"),
    row<&FilesystemOfSpec1::files>("files", file_of_spec_1_fields),
    row<&FilesystemOfSpec1::format>("format"),
};

inline constexpr std::array storage_of_spec_1_fields = {
    row<&Storage::disks>("disks", disk_fields),
    row<&Storage::filesystems_of_spec_1>("filesystems", filesystem_of_spec_1_fields),
    row<&Storage::raid>("raid", raid_fields),
};

inline constexpr std::array config_of_spec_1_fields = {
    row<&Config::ignition_version>("ignitionVersion"),
    row<&Config::networkd>("networkd", networkd_fields),
    row<&Config::passwd>("passwd", passwd_fields),
    row<&Config::storage>("storage", storage_of_spec_1_fields),
    row<&Config::systemd>("systemd", systemd_fields),
};

} // namespace ignite::config::old
