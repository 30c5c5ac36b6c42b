#include "metadata_table.h"

#include "cloudstack.h"
#include "metadata_work.h"
#include "service.h"

namespace ignite::platform {

namespace {

using enum Fact::Count;
using How = Keys::How;

constexpr Fact akamai_instance[] = {{"INSTANCE_ID", "id"}, {"HOST_UUID", "host_uuid"},
                                    {"LABEL", "label"},    {"REGION", "region"},
                                    {"TYPE", "type"},      {"TAGS", "tags/*", joined}};
constexpr Fact akamai_network[] = {{"PUBLIC_IPV4", "ipv4/public/*", numbered},
                                   {"PRIVATE_IPV4", "ipv4/private/*", numbered},
                                   {"SHARED_IPV4", "ipv4/shared/*", numbered},
                                   {"IPV6_SLAAC", "ipv6/slaac"},
                                   {"IPV6_LINK_LOCAL", "ipv6/link_local"},
                                   {"IPV6_RANGE", "ipv6/ranges/*", numbered},
                                   {"IPV6_SHARED_RANGE", "ipv6/shared_ranges/*", numbered}};
constexpr Fact aliyun[] = {{"EIPV4", "eipv4"},
                           {"HOSTNAME", "hostname"},
                           {"IMAGE_ID", "image-id"},
                           {"INSTANCE_ID", "instance-id"},
                           {"INSTANCE_TYPE", "instance/instance-type"},
                           {"IPV4_PRIVATE", "private-ipv4"},
                           {"IPV4_PUBLIC", "public-ipv4"},
                           {"REGION_ID", "region-id"},
                           {"VPC_ID", "vpc-id"},
                           {"ZONE_ID", "zone-id"}};
constexpr Fact aws[] = {{"INSTANCE_ID", "instance-id"},
                        {"INSTANCE_TYPE", "instance-type"},
                        {"IPV4_LOCAL", "local-ipv4"},
                        {"IPV4_PUBLIC", "public-ipv4"},
                        {"IPV6", "ipv6"},
                        {"AVAILABILITY_ZONE", "placement/availability-zone"},
                        {"AVAILABILITY_ZONE_ID", "placement/availability-zone-id"},
                        {"HOSTNAME", "hostname"},
                        {"PUBLIC_HOSTNAME", "public-hostname"}};
constexpr Fact aws_document[] = {{"REGION", "region"}};
constexpr Fact azure[] = {{"VMSIZE", "vmSize?api-version=2017-08-01&format=text"}};
constexpr Fact azure_name[] = {{"HOSTNAME", "name?api-version=2017-08-01&format=text"}};
constexpr Fact azurestack_name[] = {{"HOSTNAME", "vmName"}};
constexpr Fact cloudstack_drive[] = {{"AVAILABILITY_ZONE", "availability_zone.txt"},
                                     {"CLOUD_IDENTIFIER", "cloud_identifier.txt"},
                                     {"INSTANCE_ID", "instance_id.txt"},
                                     {"LOCAL_HOSTNAME", "local_hostname.txt"},
                                     {"SERVICE_OFFERING", "service_offering.txt"},
                                     {"VM_ID", "vm_id.txt"}};
constexpr Fact cloudstack_router[] = {{"AVAILABILITY_ZONE", "availability-zone"},
                                      {"CLOUD_IDENTIFIER", "cloud-identifier"},
                                      {"INSTANCE_ID", "instance-id"},
                                      {"LOCAL_HOSTNAME", "local-hostname"},
                                      {"SERVICE_OFFERING", "service-offering"},
                                      {"VM_ID", "vm-id"},
                                      {"PUBLIC_HOSTNAME", "public-hostname"},
                                      {"IPV4_PUBLIC", "public-ipv4"},
                                      {"IPV4_LOCAL", "local-ipv4"}};
constexpr Fact digitalocean[] = {{"HOSTNAME", "hostname"},
                                 {"REGION", "region"},
                                 {"IPV4_PUBLIC", "interfaces/public/*/ipv4/ip_address", numbered},
                                 {"IPV6_PUBLIC", "interfaces/public/*/ipv6/ip_address", numbered},
                                 {"IPV4_ANCHOR", "interfaces/public/*/anchor_ipv4/ip_address", numbered},
                                 {"IPV4_PRIVATE", "interfaces/private/*/ipv4/ip_address", numbered},
                                 {"IPV6_PRIVATE", "interfaces/private/*/ipv6/ip_address", numbered}};
constexpr Fact exoscale[] = {{"INSTANCE_ID", "instance-id"},
                             {"LOCAL_HOSTNAME", "local-hostname"},
                             {"PUBLIC_HOSTNAME", "public-hostname"},
                             {"AVAILABILITY_ZONE", "availability-zone"},
                             {"PUBLIC_IPV4", "public-ipv4"},
                             {"LOCAL_IPV4", "local-ipv4"},
                             {"SERVICE_OFFERING", "service-offering"},
                             {"CLOUD_IDENTIFIER", "cloud-identifier"},
                             {"VM_ID", "vm-id"}};
constexpr Fact google[] = {{"HOSTNAME", "instance/hostname"},
                           {"IP_EXTERNAL_0", "instance/network-interfaces/0/access-configs/0/external-ip"},
                           {"IP_LOCAL_0", "instance/network-interfaces/0/ip"},
                           {"MACHINE_TYPE", "instance/machine-type"}};
constexpr Fact hetzner[] = {{"AVAILABILITY_ZONE", "availability-zone"},
                            {"HOSTNAME", "hostname"},
                            {"INSTANCE_ID", "instance-id"},
                            {"PUBLIC_IPV4", "public-ipv4"},
                            {"REGION", "region"}};
constexpr Fact nocloud[] = {{"INSTANCE_ID", "instance-id"}, {"LOCAL_HOSTNAME", "local-hostname"}};
constexpr Fact nocloud_kubevirt[] = {
    {"INSTANCE_ID", "instance-id"}, {"HOSTNAME", "local-hostname"}, {"INSTANCE_TYPE", "instance-type"}};
constexpr Fact openstack_kubevirt[] = {
    {"INSTANCE_ID", "instance_id"}, {"HOSTNAME", "hostname"}, {"INSTANCE_TYPE", "instance_type"}};
constexpr Fact config_drive_ids[] = {{"INSTANCE_ID", "uuid"}, {"LOCAL_HOSTNAME", "hostname"}};
constexpr Fact openstack_uuid[] = {{"INSTANCE_UUID", "uuid"}};
constexpr Fact openstack_json[] = {{"HOSTNAME", "hostname"}, {"INSTANCE_UUID", "uuid"}};
constexpr Fact openstack_ec2[] = {{"INSTANCE_ID", "instance-id"},
                                  {"INSTANCE_TYPE", "instance-type"},
                                  {"IPV4_LOCAL", "local-ipv4"},
                                  {"IPV4_PUBLIC", "public-ipv4"}};
constexpr Fact openstack_network[] = {{"HOSTNAME", "hostname"},
                                      {"INSTANCE_ID", "instance-id"},
                                      {"INSTANCE_TYPE", "instance-type"},
                                      {"IPV4_LOCAL", "local-ipv4"},
                                      {"IPV4_PUBLIC", "public-ipv4"}};
constexpr Fact oraclecloud[] = {{"AVAILABILITY_DOMAIN", "availabilityDomain"},
                                {"COMPARTMENT_ID", "compartmentId"},
                                {"FAULT_DOMAIN", "faultDomain"},
                                {"HOSTNAME", "hostname"},
                                {"INSTANCE_ID", "id"},
                                {"INSTANCE_SHAPE", "shape"},
                                {"REGION_ID", "canonicalRegionName"}};
constexpr Fact packet[] = {{"HOSTNAME", "hostname"}, {"PLAN", "plan"}, {"PHONE_HOME_URL", "phone_home_url"}};
constexpr Fact proxmox[] = {{"INSTANCE_ID", "instance-id"}};
constexpr Fact proxmox_user_data[] = {{"HOSTNAME", "hostname"}};
// Addresses under both names: those that Afterburn writes, and those that its manual promises.
constexpr Fact scaleway[] = {
    {"HOSTNAME", "hostname"},        {"INSTANCE_ID", "id"},          {"INSTANCE_TYPE", "commercial_type"},
    {"ZONE_ID", "location/zone_id"}, {"IPV4_PRIVATE", "private_ip"}, {"IPV4_PUBLIC", "public_ip/address"},
    {"IPV6_PUBLIC", "ipv6/address"}, {"PRIVATE_IPV4", "private_ip"}, {"PUBLIC_IPV4", "public_ip/address"},
    {"PUBLIC_IPV6", "ipv6/address"}};
constexpr Fact upcloud[] = {{"HOSTNAME", "hostname"}, {"INSTANCE_ID", "instance_id"}, {"REGION", "region"}};
constexpr Fact vultr[] = {
    {"HOSTNAME", "hostname"}, {"INSTANCE_ID", "instanceid"}, {"REGION_CODE", "region/regioncode"}};

constexpr std::array<std::string_view, 2> cidata = {"cidata", "CIDATA"};
constexpr std::array<std::string_view, 2> config_2 = {"config-2", "CONFIG-2"};

constexpr Shelf openstack_drive{
    .labels = config_2,
    .books = {Book{"/openstack/latest/meta_data.json", Format::json, openstack_json},
              Book{"/ec2/latest/meta-data.json", Format::json, openstack_ec2}},
    .keys = {How::json, "/openstack/latest/meta_data.json", "public_keys/*"}};
constexpr Shelf openstack_service{
    .service = {.base = link_local},
    .books = {Book{"/latest/meta-data/", Format::leaves, openstack_network},
              Book{"/openstack/2012-08-10/meta_data.json", Format::json, openstack_uuid}},
    .keys = {How::listed, "/latest/meta-data/public-keys"}};
constexpr Shelf cloudstack_on_drive{
    .labels = config_2,
    .books = {Book{"/cloudstack/metadata/", Format::leaves, cloudstack_drive}},
    .keys = {How::lines, "/cloudstack/metadata/public_keys.txt"}};
constexpr Shelf cloudstack_by_router{.service = {.more_bases = cloudstack_routers},
                                     .books = {Book{"/latest/meta-data/", Format::leaves, cloudstack_router}},
                                     .keys = {How::lines, "/latest/meta-data/public-keys"}};
constexpr Shelf powervs_drive{
    .labels = config_2,
    .books = {Book{"/openstack/latest/meta_data.json", Format::json, config_drive_ids}},
    .keys = {How::json, "/openstack/latest/meta_data.json", "public_keys/*"}};

constexpr std::array rows = {
    MetadataRow{.id = "akamai",
                .prefix = "AKAMAI_",
                .shelves = {Shelf{.service = {.base = link_local,
                                              .base6 = "http://[fd00:a9fe:a9fe::1]",
                                              .header = {"Accept", "application/json"},
                                              .token = &akamai_token},
                                  .books = {Book{"/v1/instance", Format::json, akamai_instance},
                                            Book{"/v1/network", Format::json, akamai_network}},
                                  .keys = {How::json, "/v1/ssh-keys", "users/*/*"}}}},
    MetadataRow{.id = "aliyun",
                .prefix = "ALIYUN_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = "http://100.100.100.200", .token = &aliyun_token},
                                  .books = {Book{"/latest/meta-data/", Format::leaves, aliyun}},
                                  .keys = {How::listed, "/latest/meta-data/public-keys"}}}},
    MetadataRow{
        .id = "aws",
        .prefix = "AWS_",
        .shelves = {Shelf{
            .service = {.base = link_local, .base6 = "http://[fd00:ec2::254]", .token = &aws_token},
            .books = {Book{"/2021-01-03/meta-data/", Format::leaves, aws},
                      Book{"/2021-01-03/dynamic/instance-identity/document", Format::json, aws_document}},
            .keys = {How::listed, "/2021-01-03/meta-data/public-keys"}}}},
    MetadataRow{.id = "azure",
                .prefix = "AZURE_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local, .header = {"Metadata", "true"}},
                                  .books = {Book{"/metadata/instance/compute/", Format::leaves, azure}},
                                  .work = azure_addresses,
                                  .hostname = {"/metadata/instance/compute/", Format::leaves, azure_name},
                                  .keys = {How::json_broken,
                                           "/metadata/instance/compute/publicKeys?api-version=2021-02-01",
                                           "*/keyData"}}}},
    MetadataRow{.id = "azurestack",
                .prefix = "AZURESTACK_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local, .header = {"Metadata", "true"}},
                                  .hostname = {"/Microsoft.Compute/identity?api-version=2019-03-11",
                                               Format::json, azurestack_name},
                                  .ask_keys = azurestack_keys}}},
    MetadataRow{.id = "brightbox",
                .prefix = "OPENSTACK_",
                .hostname = "HOSTNAME",
                .shelves = {openstack_drive, openstack_service}},
    MetadataRow{
        .id = "cloudstack", .prefix = "CLOUDSTACK_", .shelves = {cloudstack_on_drive, cloudstack_by_router}},
    MetadataRow{.id = "cloudstack-configdrive", .prefix = "CLOUDSTACK_", .shelves = {cloudstack_on_drive}},
    MetadataRow{.id = "cloudstack-metadata", .prefix = "CLOUDSTACK_", .shelves = {cloudstack_by_router}},
    MetadataRow{.id = "digitalocean",
                .prefix = "DIGITALOCEAN_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local},
                                  .books = {Book{"/metadata/v1.json", Format::json, digitalocean}},
                                  .keys = {How::json, "/metadata/v1.json", "public_keys/*"}}}},
    MetadataRow{.id = "exoscale",
                .prefix = "EXOSCALE_",
                .hostname = "LOCAL_HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local},
                                  .books = {Book{"/1.0/meta-data/", Format::leaves, exoscale}},
                                  .keys = {How::lines, "/1.0/meta-data/public-keys"},
                                  .is_strict = true}}},
    MetadataRow{.id = "gcp",
                .prefix = "GCP_",
                .shelves = {Shelf{.service = {.base = link_local, .header = {"Metadata-Flavor", "Google"}},
                                  .books = {Book{"/computeMetadata/v1/", Format::leaves, google}},
                                  .keys = {How::google, "/computeMetadata/v1/"}}}},
    MetadataRow{.id = "hetzner",
                .prefix = "HETZNER_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local, .base6 = "http://[fe80::a9fe:a9fe%]"},
                                  .books = {Book{"/hetzner/v1/metadata", Format::lines, hetzner}},
                                  .work = hetzner_addresses,
                                  .keys = {How::json, "/hetzner/v1/metadata/public-keys", "*"}}}},
    MetadataRow{.id = "ibmcloud",
                .prefix = "IBMCLOUD_",
                .hostname = "LOCAL_HOSTNAME",
                .shelves = {Shelf{.labels = cidata,
                                  .books = {Book{"/meta-data", Format::lines, nocloud}},
                                  .keys = {How::anywhere, "/vendor-data"}}}},
    MetadataRow{.id = "ibmcloud-classic", .prefix = "IBMCLOUD_CLASSIC_", .shelves = {powervs_drive}},
    MetadataRow{.id = "kubevirt",
                .prefix = "KUBEVIRT_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.labels = config_2,
                                  .books = {Book{"/openstack/latest/meta_data.json", Format::json,
                                                 openstack_kubevirt}},
                                  .work = openstack_addresses,
                                  .keys = {How::json, "/openstack/latest/meta_data.json", "public_keys/*"}},
                            Shelf{.labels = cidata,
                                  .books = {Book{"/meta-data", Format::lines, nocloud_kubevirt}},
                                  .work = nocloud_addresses,
                                  .keys = {How::anywhere, "/meta-data"}}}},
    MetadataRow{.id = "openstack",
                .prefix = "OPENSTACK_",
                .hostname = "HOSTNAME",
                .shelves = {openstack_drive, openstack_service}},
    MetadataRow{.id = "openstack-metadata",
                .prefix = "OPENSTACK_",
                .hostname = "HOSTNAME",
                .shelves = {openstack_service}},
    MetadataRow{.id = "oraclecloud",
                .prefix = "ORACLECLOUD_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local,
                                              .base6 = "http://[fd00:c1::a9fe:a9fe]",
                                              .header = {"Authorization", "Bearer Oracle"}},
                                  .books = {Book{"/opc/v2/instance", Format::json, oraclecloud}},
                                  .keys = {How::json, "/opc/v2/instance", "metadata/ssh_authorized_keys"}}}},
    MetadataRow{.id = "packet",
                .prefix = "PACKET_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = packet_base, .header = {"Accept", "*/*"}},
                                  .books = {Book{"/metadata", Format::json, packet}},
                                  .work = packet_addresses,
                                  .keys = {How::json, "/metadata", "ssh_keys/*"}}}},
    MetadataRow{.id = "powervs", .prefix = "POWERVS_", .shelves = {powervs_drive}},
    MetadataRow{.id = "proxmoxve",
                .prefix = "PROXMOXVE_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.labels = cidata,
                                  .books = {Book{"/meta-data", Format::lines, proxmox},
                                            Book{"/user-data", Format::lines, proxmox_user_data}},
                                  .work = nocloud_addresses,
                                  .keys = {How::anywhere, "/user-data"}}}},
    MetadataRow{.id = "scaleway",
                .prefix = "SCALEWAY_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = scaleway_base, .base6 = "http://[fd00:42::42]"},
                                  .books = {Book{"/conf?format=json", Format::json, scaleway}},
                                  .keys = {How::json, "/conf?format=json", "ssh_public_keys/*/key"}}}},
    MetadataRow{.id = "upcloud",
                .prefix = "UPCLOUD_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local},
                                  .books = {Book{"/metadata/v1/", Format::leaves, upcloud}},
                                  .keys = {How::lines, "/metadata/v1/public_keys"}}}},
    MetadataRow{.id = "vagrant-virtualbox",
                .prefix = "VAGRANT_VIRTUALBOX_",
                .shelves = {Shelf{.work = vagrant_facts}}},
    MetadataRow{.id = "vultr",
                .prefix = "VULTR_",
                .hostname = "HOSTNAME",
                .shelves = {Shelf{.service = {.base = link_local},
                                  .books = {Book{"/v1/", Format::leaves, vultr}},
                                  .keys = {How::lines, "/v1/public-keys"}}}},
};

} // namespace

std::span<const MetadataRow> metadata_rows() { return rows; }

} // namespace ignite::platform
