#include "ignite/platform/detect.h"

#include <catch2/catch.hpp>

using namespace ignite::platform;

// Spec platforms.md §3.4: every rule, and those that stand in another's way.
TEST_CASE("a machine is recognised by the first rule that holds", "[platform][detect]") {
    struct Case {
        std::string id;
        Facts facts;
    };
    const Facts kvm{.sys_vendor = "QEMU"};
    const auto with = [](Facts facts, std::vector<std::string> labels) {
        facts.labels = std::move(labels);
        return facts;
    };
    const Case cases[] = {
        {"azure",
         {.sys_vendor = "Microsoft Corporation",
          .product_name = "Virtual Machine",
          .chassis_asset_tag = "7783-7084-3265-9085-8269-3286-77"}},
        {"oraclecloud", {.sys_vendor = "QEMU", .chassis_asset_tag = "OracleCloud.com"}},
        {"brightbox", {.product_serial = "srv-abcde.GB1.Brightbox.COM"}},
        {"qemu", {.sys_vendor = "QEMU", .product_serial = "srvbrightbox.com"}},
        {"aws", {.sys_vendor = "Amazon EC2"}},
        {"aws", {.sys_vendor = "Xen", .hypervisor_uuid = "ec2e1916-9099-7caf-fd21-012345abcdef"}},
        {"aws", {.sys_vendor = "Xen", .product_uuid = "EC2E1916-9099-7CAF-FD21-012345ABCDEF"}},
        {"aws", {.sys_vendor = "Xen", .product_uuid = "45e12aec-dcd1-b213-94ed-012345abcdef"}},
        {"metal", {.sys_vendor = "Xen", .product_uuid = "45e13aec-dcd1-b213-94ed-012345abcdef"}},
        {"gcp", {.product_name = "Google Compute Engine"}},
        {"gcp", {.product_name = "Google"}},
        {"gcp", {.product_serial = "GoogleCloud-1234"}},
        {"aliyun", {.sys_vendor = "Alibaba Cloud", .product_name = "Alibaba Cloud ECS"}},
        {"digitalocean", {.sys_vendor = "DigitalOcean", .hypervisor = "KVMKVMKVM"}},
        {"hetzner", {.sys_vendor = "Hetzner"}},
        {"akamai", {.sys_vendor = "Linode"}},
        {"akamai", {.sys_vendor = "Akamai"}},
        {"vultr", {.sys_vendor = "Vultr"}},
        {"vultr", {.sys_vendor = "Supermicro", .command_line = {"quiet", "vultr"}}},
        {"upcloud", {.sys_vendor = "UpCloud"}},
        {"scaleway", {.sys_vendor = "Scaleway"}},
        {"scaleway", {.command_line = {"scaleway"}}},
        {"exoscale", {.product_name = "Exoscale Compute Platform"}},
        {"cloudstack", {.product_name = "CloudStack KVM Hypervisor"}},
        {"cloudsigma", {.product_name = "CloudSigma"}},
        {"nutanix", {.sys_vendor = "Nutanix"}},
        {"kubevirt", {.sys_vendor = "KubeVirt"}},
        {"kubevirt", {.product_name = "KubeVirt None"}},
        {"openstack", {.product_name = "OpenStack Nova"}},
        {"openstack", {.sys_vendor = "VMware, Inc.", .chassis_asset_tag = "SAP CCloud VM"}},
        {"virtualbox", {.sys_vendor = "innotek GmbH", .product_name = "VirtualBox"}},
        {"vmware", {.sys_vendor = "VMware, Inc."}},
        {"vmware", {.hypervisor = "VMwareVMware"}},
        {"applehv", {.product_name = "Apple Virtualization Generic Platform"}},
        {"nvidiabluefield", {.has_bluefield = true}},
        {"zvm", {.control_program = "z/VM    7.2.0"}},
        {"powervs", {.labels = {"config-2"}, .is_powervs_partition = true}},
        {"metal", {.is_powervs_partition = true}},
        {"qemu", {.sys_vendor = "QEMU", .labels = {"cidata"}, .has_ignition_blob = true}},
        {"ibmcloud", {.sys_vendor = "IBM:Cloud Compute Server 1.0:bx2-2x8", .labels = {"cidata"}}},
        {"proxmoxve", with(kvm, {"cidata"})},
        {"proxmoxve", with(kvm, {"CIDATA"})},
        {"openstack", with(kvm, {"CONFIG-2"})},
        {"hyperv",
         {.sys_vendor = "Microsoft Corporation",
          .product_name = "Virtual Machine",
          .hypervisor = "Microsoft Hv"}},
        {"hyperv", {.hypervisor = "Microsoft Hv"}},
        {"qemu", {.sys_vendor = "QEMU", .hypervisor = "Microsoft Hv"}}, // KVM with enlightenments
        {"qemu", {.hypervisor = "TCGTCGTCGTCG"}},
        {"qemu", {.product_name = "KVM Virtual Machine"}},
        {"metal", {.sys_vendor = "Dell Inc.", .labels = {"cidata"}}},
        {"metal", {}},
    };
    for (const Case& one : cases) {
        CAPTURE(one.facts.sys_vendor, one.facts.product_name, one.facts.product_uuid);
        const Detected found = detect(one.facts);
        CHECK(found.id == one.id);
        CHECK_FALSE(found.rule.empty());
    }
}
