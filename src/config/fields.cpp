// The members of every object of the config, in the order of the spec, with the version each came with. To
// add a field, add its row, the member it fills, and its place in the schema files; a test holds the three
// together.
#include "fields.h"

namespace ignite::config {

namespace {

constexpr std::array http_header_fields = {
    field<&HttpHeader::name>("name"),
    field<&HttpHeader::value>("value"),
};

constexpr std::array verification_fields = {
    field<&Verification::hash>("hash"),
};

// Contents of files.
constexpr std::array resource_fields = {
    field<&Resource::compression>("compression"),
    field<&Resource::http_headers>("httpHeaders", http_header_fields).with_since(v3_1),
    field<&Resource::source>("source"),
    field<&Resource::verification>("verification", verification_fields),
};

// Other configs: until 3.1.0 less could be said about them.
constexpr std::array reference_fields = {
    field<&Resource::compression>("compression").with_since(v3_1),
    field<&Resource::http_headers>("httpHeaders", http_header_fields).with_since(v3_1),
    field<&Resource::source>("source"),
    field<&Resource::verification>("verification", verification_fields),
};

// Certificates: like other configs, and their source was a plain string.
constexpr std::array authority_fields = {
    field<&Resource::compression>("compression").with_since(v3_1),
    field<&Resource::http_headers>("httpHeaders", http_header_fields).with_since(v3_1),
    field<&Resource::source>("source").plain_until(v3_1),
    field<&Resource::verification>("verification", verification_fields),
};

constexpr std::array references_fields = {
    field<&References::merge>("merge", reference_fields),
    field<&References::replace>("replace", reference_fields),
};

constexpr std::array proxy_fields = {
    field<&Proxy::http_proxy>("httpProxy"),
    field<&Proxy::https_proxy>("httpsProxy"),
    field<&Proxy::no_proxy>("noProxy"),
};

constexpr std::array tls_fields = {
    field<&Tls::certificate_authorities>("certificateAuthorities", authority_fields),
};

constexpr std::array security_fields = {
    field<&Security::tls>("tls", tls_fields),
};

constexpr std::array timeouts_fields = {
    field<&Timeouts::http_response_headers>("httpResponseHeaders"),
    field<&Timeouts::http_total>("httpTotal"),
};

constexpr std::array ignition_fields = {
    field<&Ignition::config>("config", references_fields),
    field<&Ignition::proxy>("proxy", proxy_fields).with_since(v3_1),
    field<&Ignition::security>("security", security_fields),
    field<&Ignition::timeouts>("timeouts", timeouts_fields),
    field<&Ignition::version>("version"),
};

constexpr std::array kernel_arguments_fields = {
    field<&KernelArguments::should_exist>("shouldExist").in_shared_name_space(),
    field<&KernelArguments::should_not_exist>("shouldNotExist").in_shared_name_space(),
};

constexpr std::array group_fields = {
    field<&Group::gid>("gid"),
    field<&Group::name>("name"),
    field<&Group::password_hash>("passwordHash"),
    field<&Group::should_exist>("shouldExist").with_since(v3_2),
    field<&Group::system>("system"),
};

constexpr std::array user_fields = {
    field<&User::gecos>("gecos"),
    field<&User::groups>("groups"),
    field<&User::home_dir>("homeDir"),
    field<&User::name>("name"),
    field<&User::no_create_home>("noCreateHome"),
    field<&User::no_log_init>("noLogInit"),
    field<&User::no_user_group>("noUserGroup"),
    field<&User::password_hash>("passwordHash"),
    field<&User::primary_group>("primaryGroup"),
    field<&User::ssh_authorized_keys>("sshAuthorizedKeys"),
    field<&User::shell>("shell"),
    field<&User::should_exist>("shouldExist").with_since(v3_2),
    field<&User::system>("system"),
    field<&User::uid>("uid"),
};

constexpr std::array passwd_fields = {
    field<&Passwd::groups>("groups", group_fields),
    field<&Passwd::users>("users", user_fields),
};

constexpr std::array owner_fields = {
    field<&Owner::id>("id"),
    field<&Owner::name>("name"),
};

constexpr std::array node_fields = {
    field<&Node::group>("group", owner_fields),
    field<&Node::overwrite>("overwrite"),
    field<&Node::path>("path"),
    field<&Node::user>("user", owner_fields),
};

constexpr auto directory_fields = node_fields + std::array{
                                                    field<&Directory::mode>("mode"),
                                                };

constexpr auto file_fields = node_fields + std::array{
                                               field<&File::append>("append", resource_fields).with_repeats(),
                                               field<&File::contents>("contents", resource_fields),
                                               field<&File::mode>("mode"),
                                           };

constexpr auto link_fields = node_fields + std::array{
                                               field<&Link::hard>("hard"),
                                               field<&Link::target>("target").plain_until(v3_3),
                                           };

constexpr std::array partition_fields = {
    field<&Partition::guid>("guid"),
    field<&Partition::label>("label"),
    field<&Partition::number>("number"),
    field<&Partition::resize>("resize").with_since(v3_2),
    field<&Partition::should_exist>("shouldExist"),
    field<&Partition::size_mib>("sizeMiB"),
    field<&Partition::start_mib>("startMiB"),
    field<&Partition::type_guid>("typeGuid"),
    field<&Partition::wipe_partition_entry>("wipePartitionEntry"),
};

constexpr std::array disk_fields = {
    field<&Disk::device>("device"),
    field<&Disk::partitions>("partitions", partition_fields),
    field<&Disk::wipe_table>("wipeTable"),
};

constexpr std::array raid_fields = {
    field<&Raid::devices>("devices"), field<&Raid::level>("level").plain_until(v3_3),
    field<&Raid::name>("name"),       field<&Raid::options>("options").with_repeats(),
    field<&Raid::spares>("spares"),
};

constexpr std::array tang_fields = {
    field<&Tang::advertisement>("advertisement").with_since(v3_4),
    field<&Tang::thumbprint>("thumbprint"),
    field<&Tang::url>("url"),
};

constexpr std::array clevis_custom_fields = {
    field<&ClevisCustom::config>("config").plain_until(v3_3),
    field<&ClevisCustom::needs_network>("needsNetwork"),
    field<&ClevisCustom::pin>("pin").plain_until(v3_3),
};

constexpr std::array clevis_fields = {
    field<&Clevis::custom>("custom", clevis_custom_fields).nullable_until(v3_3),
    field<&Clevis::tang>("tang", tang_fields),
    field<&Clevis::threshold>("threshold"),
    field<&Clevis::tpm2>("tpm2"),
};

constexpr std::array cex_fields = {
    field<&Cex::enabled>("enabled"),
};

constexpr std::array luks_fields = {
    field<&Luks::cex>("cex", cex_fields).with_since(v3_5),
    field<&Luks::clevis>("clevis", clevis_fields).nullable_until(v3_3),
    field<&Luks::device>("device"),
    field<&Luks::discard>("discard").with_since(v3_4),
    field<&Luks::key_file>("keyFile", resource_fields),
    field<&Luks::label>("label"),
    field<&Luks::name>("name"),
    field<&Luks::open_options>("openOptions").with_since(v3_4), // may not repeat, unlike all other options
    field<&Luks::options>("options").with_repeats(),
    field<&Luks::uuid>("uuid"),
    field<&Luks::wipe_volume>("wipeVolume"),
};

constexpr std::array filesystem_fields = {
    field<&Filesystem::device>("device"),
    field<&Filesystem::format>("format"),
    field<&Filesystem::label>("label"),
    field<&Filesystem::mount_options>("mountOptions").with_since(v3_1).with_repeats(),
    field<&Filesystem::options>("options").with_repeats(),
    field<&Filesystem::path>("path"),
    field<&Filesystem::uuid>("uuid"),
    field<&Filesystem::wipe_filesystem>("wipeFilesystem"),
};

constexpr std::array storage_fields = {
    field<&Storage::directories>("directories", directory_fields).in_shared_name_space(),
    field<&Storage::disks>("disks", disk_fields),
    field<&Storage::files>("files", file_fields).in_shared_name_space(),
    field<&Storage::filesystems>("filesystems", filesystem_fields),
    field<&Storage::links>("links", link_fields).in_shared_name_space(),
    field<&Storage::luks>("luks", luks_fields).with_since(v3_2),
    field<&Storage::raid>("raid", raid_fields),
};

constexpr std::array dropin_fields = {
    field<&Dropin::contents>("contents"),
    field<&Dropin::name>("name"),
};

constexpr std::array unit_fields = {
    field<&Unit::contents>("contents"), field<&Unit::dropins>("dropins", dropin_fields),
    field<&Unit::enabled>("enabled"),   field<&Unit::mask>("mask"),
    field<&Unit::name>("name"),
};

constexpr std::array systemd_fields = {
    field<&Systemd::units>("units", unit_fields),
};

constexpr std::array config_members = {
    field<&Config::ignition>("ignition", ignition_fields),
    field<&Config::kernel_arguments>("kernelArguments", kernel_arguments_fields).with_since(v3_3),
    field<&Config::passwd>("passwd", passwd_fields),
    field<&Config::storage>("storage", storage_fields),
    field<&Config::systemd>("systemd", systemd_fields),
};

constexpr std::array version_only_fields = {
    field<&Ignition::version>("version"),
};

constexpr std::array version_only_config_members = {
    field<&Config::ignition>("ignition", version_only_fields),
};

} // namespace

constinit const Fields config_fields{config_members};
constinit const Fields version_only_config_fields{version_only_config_members};

} // namespace ignite::config
