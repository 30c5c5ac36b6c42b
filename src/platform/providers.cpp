#include "ignite/platform/provider.h"

#include "applehv.h"
#include "azure.h"
#include "bluefield.h"
#include "cloudstack.h"
#include "drive.h"
#include "dvd.h"
#include "hyperv.h"
#include "interfaces.h"
#include "qemu.h"
#include "race.h"
#include "service.h"
#include "virtualbox.h"
#include "vmware.h"
#include "zvm.h"

#include "ignite/system/small_file.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

// Spec platforms.md §5.11. Missing is an error here: somebody named this file.
Result<Answer> ask_file(Context& context) {
    return answer_of(TRY(system::read_small_file(context.where.config_file)));
}

// Bare metal is configured from the kernel command line or by user.ign, and images of platforms that are gone
// still boot. Spec platforms.md §3.2, §4.5.
Result<Answer> ask_nobody(Context&) { return Answer{.kind = Answer::Kind::none, .bytes = {}}; }

constexpr Drive config_drive{
    .labels = {"config-2", "CONFIG-2"}, .files = {"/openstack/latest/user_data"}, .patience = 5min};
constexpr Drive nocloud_drive{.labels = {"cidata", "CIDATA"}, .files = {"/user-data"}, .patience = 5min};

// Every interface may lead to a metadata service of its own.
std::vector<std::string> openstack_bases(Context&) {
    std::vector<std::string> bases;
    for (const std::string& interface : ipv6_interfaces())
        bases.push_back(cat("http://[fe80::a9fe:a9fe%25", interface, "]"));
    return bases;
}

constexpr Service openstack_service{
    .base = link_local, .path = "/openstack/latest/user_data", .more_bases = openstack_bases};

constexpr std::string_view cloud_config = "#cloud-config";

// Proxmox makes one of its own when the operator gives none. Spec platforms.md §5.25.
bool is_made_by_proxmox(std::string_view bytes) {
    std::string_view line = bytes.substr(0, bytes.find('\n'));
    const bool is_line = line.size() < bytes.size();
    while (line.size() > cloud_config.size() &&
           (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return bytes.empty() || (is_line && line == cloud_config);
}

// To add a platform: its row here, its aliases below, its rule in detect.cpp, its line in doc/platforms.md
// and its page beside it, and its row in tests/platform/failures_test.py. README shows one. Spec platforms.md
// §5.
constexpr std::array all_providers = {
    Provider{.id = "akamai",
             .group = Group::network,
             .service = {.base = link_local,
                         .base6 = "http://[fd00:a9fe:a9fe::1]",
                         .path = "/v1/user-data",
                         .header = {"Accept", "*/*"},
                         .token = &akamai_token,
                         .absent_is_none = false,
                         .decoding = {Decoding::base64, Decoding::gunzip_if_packed}}},
    Provider{
        .id = "aliyun",
        .group = Group::network,
        .service = {.base = "http://100.100.100.200", .path = "/latest/user-data", .token = &aliyun_token}},
    Provider{.id = "applehv",
             .group = Group::local,
             .ask = ask_applehv,
             .asks = "a web server of the host, by vsock"},
    Provider{.id = "aws",
             .group = Group::network,
             .service = {.base = link_local,
                         .base6 = "http://[fd00:ec2::254]",
                         .path = "/2019-10-01/user-data",
                         .token = &aws_token}},
    Provider{.id = "azure",
             .group = Group::network,
             .ask = ask_azure,
             .asks = "http://169.254.169.254, then a DVD"},
    Provider{.id = "azurestack", .group = Group::local, .ask = ask_azurestack, .asks = "a DVD"},
    Provider{
        .id = "brightbox", .group = Group::network, .service = openstack_service, .drives = {config_drive}},
    Provider{
        .id = "cloudsigma", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{.id = "cloudstack",
             .group = Group::network,
             .service = {.path = "/latest/user-data", .more_bases = cloudstack_routers},
             .drives = {Drive{.labels = {"config-2", "CONFIG-2"},
                              .files = {"/cloudstack/userdata/user_data.txt"}}}},
    Provider{.id = "digitalocean",
             .group = Group::network,
             .service = {.base = link_local, .path = "/metadata/v1/user-data", .absent_is_none = false}},
    Provider{
        .id = "exoscale", .group = Group::network, .service = {.base = link_local, .path = "/1.0/user-data"}},
    Provider{.id = "file", .group = Group::local, .ask = ask_file, .asks = "a file"},
    Provider{.id = "gcp",
             .group = Group::network,
             .service = {.base = link_local,
                         .path = "/computeMetadata/v1/instance/attributes/user-data",
                         .header = {"Metadata-Flavor", "Google"}}},
    Provider{.id = "hetzner",
             .group = Group::network,
             .service = {.base = link_local,
                         .base6 = "http://[fe80::a9fe:a9fe%]",
                         .path = "/hetzner/v1/userdata"}},
    Provider{.id = "hyperv", .group = Group::local, .ask = ask_hyperv, .asks = "key-value pairs of the host"},
    Provider{.id = "ibmcloud",
             .group = Group::local,
             .drives = {Drive{.labels = {"cidata", "CIDATA"},
                              .files = {"/user-data"},
                              .patience = 30s,
                              .may_stay_away = true}}},
    Provider{
        .id = "interoute", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{.id = "kubevirt", .group = Group::local, .drives = {nocloud_drive, config_drive}},
    Provider{.id = "metal", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{
        .id = "niftycloud", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{.id = "nutanix", .group = Group::local, .drives = {config_drive}},
    Provider{.id = "nvidiabluefield", .group = Group::local, .ask = ask_bluefield, .asks = "the boot FIFO"},
    Provider{
        .id = "openstack", .group = Group::network, .service = openstack_service, .drives = {config_drive}},
    Provider{.id = "oraclecloud",
             .group = Group::network,
             .service = {.base = link_local,
                         .base6 = "http://[fd00:c1::a9fe:a9fe]",
                         .path = "/opc/v2/instance/metadata/user_data",
                         .header = {"Authorization", "Bearer Oracle"},
                         .retried = {429},
                         .decoding = {Decoding::base64}}},
    Provider{.id = "packet",
             .group = Group::network,
             .service = {.base = packet_base,
                         .path = "/userdata",
                         .header = {"Accept", "*/*"},
                         .absent_is_none = false}},
    Provider{.id = "powervs", .group = Group::local, .drives = {config_drive}},
    Provider{.id = "proxmoxve",
             .group = Group::local,
             .drives = {Drive{.labels = {"cidata", "CIDATA"},
                              .files = {"/user-data", "/vendor-data"},
                              .patience = 30s,
                              .may_stay_away = true,
                              .is_for_others = is_made_by_proxmox}}},
    Provider{.id = "qemu",
             .group = Group::local,
             .ask = ask_qemu,
             .asks = "QEMU's firmware configuration, or a disk"},
    Provider{
        .id = "rackspace", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{.id = "rackspace-onmetal",
             .group = Group::local,
             .ask = ask_nobody,
             .asks = "the kernel command line only"},
    Provider{.id = "scaleway",
             .group = Group::network,
             .service = {.base = scaleway_base,
                         .base6 = "http://[fd00:42::42]",
                         .path = "/user_data/cloud-init",
                         .from_privileged_port = true}},
    Provider{.id = "upcloud",
             .group = Group::network,
             .service = {.base = link_local, .path = "/metadata/v1/user_data"}},
    Provider{
        .id = "vagrant", .group = Group::local, .ask = ask_nobody, .asks = "the kernel command line only"},
    Provider{.id = "virtualbox",
             .group = Group::local,
             .ask = ask_virtualbox,
             .asks = "guest properties",
             .erase = erase_virtualbox},
    Provider{
        .id = "vmware", .group = Group::local, .ask = ask_vmware, .asks = "guestinfo", .erase = erase_vmware},
    Provider{.id = "vultr",
             .group = Group::network,
             .service = {.base = link_local, .path = "/user-data/user-data"}},
    Provider{.id = "zvm", .group = Group::local, .ask = ask_zvm, .asks = "the card reader"},
};

struct Alias {
    std::string_view name;
    std::string_view id;
};

// Names met in the field. Spec platforms.md §3.2.
constexpr std::array aliases = {
    Alias{"ami", "aws"},
    Alias{"ec2", "aws"},
    Alias{"equinix", "packet"},
    Alias{"equinixmetal", "packet"},
    Alias{"gce", "gcp"},
    Alias{"linode", "akamai"},
    Alias{"oci", "oraclecloud"},
    Alias{"oracle", "oraclecloud"},
    Alias{"ovhcloud", "openstack"},
    Alias{"pxe", "metal"},
    Alias{"stackit", "openstack"},
    Alias{"vagrant-virtualbox", "virtualbox"},
};

struct Hint {
    std::string_view id;
    std::string_view words;
};

// What may be amiss where nobody answers.
constexpr std::array hints = {
    Hint{"upcloud", "no answer (is the metadata service of this server switched on?)"},
};

Error with_hint(Error error, const Provider& provider, const fetch::Fetcher& fetcher) {
    const auto hint = std::ranges::find(hints, provider.id, &Hint::id);
    if (hint == hints.end() || fetcher.last_status() != 0)
        return error;
    return std::move(error).within(hint->words);
}

bool has_service(const Provider& provider) {
    return !provider.service.base.empty() || provider.service.more_bases != nullptr;
}

std::size_t count_drives(const Provider& provider) {
    return static_cast<std::size_t>(std::ranges::count_if(
        provider.drives, [](const Drive& drive) { return !drive.labels.front().empty(); }));
}

Result<Answer> ask_as_the_row_says(const Provider& provider, Context& context) {
    if (provider.ask != nullptr)
        return provider.ask(context);
    const std::size_t drives = count_drives(provider);
    if (drives + (has_service(provider) ? 1 : 0) > 1)
        return race(context, provider);
    return drives > 0 ? ask_drive(context, provider.drives.front()) : ask_service(context, provider.service);
}

} // namespace

Answer answer_of(std::string bytes) {
    return {.kind = bytes.empty() ? Answer::Kind::none : Answer::Kind::bytes, .bytes = std::move(bytes)};
}

std::string transport_of(const Provider& provider) {
    if (provider.ask != nullptr)
        return std::string{provider.asks};
    std::string text;
    for (const Drive& drive : provider.drives)
        if (!drive.labels.front().empty())
            text += cat(text.empty() ? "" : ", ", name_of(drive));
    if (!provider.service.base.empty())
        text += cat(text.empty() ? "" : ", ", provider.service.base);
    else if (provider.service.more_bases != nullptr)
        text += cat(text.empty() ? "" : ", ", "the DHCP server");
    return text;
}

std::span<const Provider> providers() { return all_providers; }

const Provider* find_provider(std::string_view name) {
    const auto alias = std::ranges::find(aliases, name, &Alias::name);
    const std::string_view id = alias == aliases.end() ? name : alias->id;
    const auto found = std::ranges::find(all_providers, id, &Provider::id);
    return found == all_providers.end() ? nullptr : &*found;
}

Result<Answer> ask(const Provider& provider, Context& context) {
    if (provider.group == Group::network && context.fetcher.network() == fetch::Network::forbidden)
        return fail(Fault::needs_network, "platform ", provider.id, " keeps its configs behind the network");
    return ask_as_the_row_says(provider, context)
        .map_error([&](Error error) { return with_hint(std::move(error), provider, context.fetcher); })
        .map_error(within("get the config of platform ", provider.id));
}

Result<void> erase(const Provider& provider, Context& context) {
    if (!provider.erase)
        return fail(Fault::refused, "cannot delete config on this platform: ", provider.id);
    return provider.erase(context).map_error(within("delete the config of platform ", provider.id));
}

} // namespace ignite::platform
