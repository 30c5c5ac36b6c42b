// The rules only; looking is done in facts.cpp.
#include "ignite/platform/detect.h"

#include "ignite/core/letters.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> set) {
    return std::ranges::find(set, text) != set.end();
}

bool has(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

// Old kernels and firmware write the first group of a UUID in the other byte order.
bool is_uuid_of_ec2(std::string_view uuid) {
    const std::string text = in_lower_case(uuid);
    return text.starts_with("ec2") || (text.size() >= 8 && text.compare(6, 2, "ec") == 0 && text[4] == '2');
}

bool is_kvm(const Facts& facts) {
    return facts.sys_vendor == "QEMU" || facts.product_name.starts_with("KVM") ||
           is_one_of(facts.hypervisor, {"KVMKVMKVM", "Linux KVM Hv", "TCGTCGTCGTCG"});
}

bool has_no_dmi(const Facts& facts) {
    return facts.sys_vendor.empty() && facts.product_name.empty() && facts.chassis_asset_tag.empty();
}

struct Rule {
    std::string_view id;
    std::string_view words;
    bool (*holds)(const Facts& facts);
};

// The order is part of the rules: a KVM guest may show Hyper-V's signature, SAP's cloud runs on VMware.
constexpr std::array rules = {
    Rule{"azure", "the chassis' asset tag is Azure's",
         [](const Facts& f) { return f.chassis_asset_tag == "7783-7084-3265-9085-8269-3286-77"; }},
    Rule{"oraclecloud", "the chassis' asset tag is OracleCloud.com",
         [](const Facts& f) { return f.chassis_asset_tag == "OracleCloud.com"; }},
    Rule{"brightbox", "the product's serial number ends in .brightbox.com",
         [](const Facts& f) { return in_lower_case(f.product_serial).ends_with(".brightbox.com"); }},
    Rule{"aws", "the vendor is Amazon EC2, or a UUID begins with ec2",
         [](const Facts& f) {
             return f.sys_vendor == "Amazon EC2" || in_lower_case(f.hypervisor_uuid).starts_with("ec2") ||
                    is_uuid_of_ec2(f.product_uuid);
         }},
    Rule{"gcp", "the product is Google's",
         [](const Facts& f) {
             return is_one_of(f.product_name, {"Google Compute Engine", "Google"}) ||
                    f.product_serial.starts_with("GoogleCloud-");
         }},
    Rule{"aliyun", "the product is Alibaba Cloud ECS",
         [](const Facts& f) { return f.product_name == "Alibaba Cloud ECS"; }},
    Rule{"digitalocean", "the vendor is DigitalOcean",
         [](const Facts& f) { return f.sys_vendor == "DigitalOcean"; }},
    Rule{"hetzner", "the vendor is Hetzner", [](const Facts& f) { return f.sys_vendor == "Hetzner"; }},
    Rule{"akamai", "the vendor is Linode or Akamai",
         [](const Facts& f) { return is_one_of(f.sys_vendor, {"Linode", "Akamai"}); }},
    Rule{"vultr", "the vendor or a bare word of the kernel command line is vultr",
         [](const Facts& f) { return f.sys_vendor == "Vultr" || has(f.command_line, "vultr"); }},
    Rule{"upcloud", "the vendor is UpCloud", [](const Facts& f) { return f.sys_vendor == "UpCloud"; }},
    Rule{"scaleway", "the vendor or a bare word of the kernel command line is scaleway",
         [](const Facts& f) { return f.sys_vendor == "Scaleway" || has(f.command_line, "scaleway"); }},
    Rule{"exoscale", "the product is Exoscale's",
         [](const Facts& f) { return f.product_name.starts_with("Exoscale"); }},
    Rule{"cloudstack", "the product is CloudStack's",
         [](const Facts& f) { return f.product_name.starts_with("CloudStack"); }},
    Rule{"cloudsigma", "the product is CloudSigma",
         [](const Facts& f) { return f.product_name == "CloudSigma"; }},
    Rule{"nutanix", "the vendor is Nutanix", [](const Facts& f) { return f.sys_vendor == "Nutanix"; }},
    Rule{"kubevirt", "the vendor or the product is KubeVirt",
         [](const Facts& f) {
             return f.sys_vendor.starts_with("KubeVirt") || f.product_name.starts_with("KubeVirt");
         }},
    Rule{"openstack", "the product or the chassis' asset tag is of an OpenStack cloud",
         [](const Facts& f) {
             return is_one_of(f.product_name, {"OpenStack Nova", "OpenStack Compute"}) ||
                    is_one_of(f.chassis_asset_tag,
                              {"OpenStack Nova", "OpenStack Compute", "OpenTelekomCloud", "SAP CCloud VM",
                               "HUAWEICLOUD", "Samsung Cloud Platform"});
         }},
    Rule{"virtualbox", "the product is VirtualBox",
         [](const Facts& f) { return f.product_name == "VirtualBox" || f.sys_vendor == "innotek GmbH"; }},
    Rule{"vmware", "the CPU or the vendor is VMware's",
         [](const Facts& f) { return f.hypervisor == "VMwareVMware" || f.sys_vendor.starts_with("VMware"); }},
    Rule{"applehv", "the product or the CPU is of Apple's hypervisor",
         [](const Facts& f) {
             return f.product_name.starts_with("Apple Virtualization") || f.hypervisor == "Apple VZ";
         }},
    Rule{"nvidiabluefield", "there is a BlueField's boot control",
         [](const Facts& f) { return f.has_bluefield; }},
    Rule{"zvm", "the control program is z/VM",
         [](const Facts& f) { return f.control_program.starts_with("z/VM"); }},
    Rule{"powervs", "it is a managed partition with a filesystem labelled config-2",
         [](const Facts& f) { return f.is_powervs_partition && has(f.labels, "config-2"); }},
    Rule{"qemu", "it is a KVM guest, and QEMU hands over a config",
         [](const Facts& f) { return is_kvm(f) && f.has_ignition_blob; }},
    Rule{"ibmcloud", "the vendor is IBM's cloud, and a filesystem is labelled cidata",
         [](const Facts& f) {
             return f.sys_vendor.starts_with("IBM:Cloud Compute Server") && has(f.labels, "cidata");
         }},
    Rule{"proxmoxve", "it is a KVM guest with a filesystem labelled cidata",
         [](const Facts& f) { return is_kvm(f) && (has(f.labels, "cidata") || has(f.labels, "CIDATA")); }},
    Rule{
        "openstack", "it is a KVM guest with a filesystem labelled config-2",
        [](const Facts& f) { return is_kvm(f) && (has(f.labels, "config-2") || has(f.labels, "CONFIG-2")); }},
    Rule{"hyperv", "the machine or, without DMI, the CPU is Hyper-V's",
         [](const Facts& f) {
             return (f.sys_vendor == "Microsoft Corporation" && f.product_name == "Virtual Machine") ||
                    (has_no_dmi(f) && f.hypervisor == "Microsoft Hv");
         }},
    Rule{"qemu", "it is a KVM guest", is_kvm},
    Rule{"metal", "nothing says otherwise", [](const Facts&) { return true; }},
};

} // namespace

Detected detect(const Facts& facts) {
    const auto rule = std::ranges::find_if(rules, [&](const Rule& one) { return one.holds(facts); });
    return {.id = rule->id, .rule = rule->words};
}

std::vector<std::pair<std::string, std::string>> known(const Facts& facts) {
    std::vector<std::pair<std::string, std::string>> all = {
        {"sys_vendor", facts.sys_vendor},
        {"product_name", facts.product_name},
        {"product_serial", facts.product_serial},
        {"product_uuid", facts.product_uuid},
        {"chassis_asset_tag", facts.chassis_asset_tag},
        {"hypervisor", facts.hypervisor},
        {"hypervisor_uuid", facts.hypervisor_uuid},
        {"control_program", facts.control_program},
        {"bluefield", facts.has_bluefield ? "yes" : ""},
        {"powervs_partition", facts.is_powervs_partition ? "yes" : ""},
        {"config_from_qemu", facts.has_ignition_blob ? "yes" : ""},
    };
    for (const std::string& label : facts.labels)
        all.emplace_back("label", label);
    std::erase_if(all, [](const auto& fact) { return fact.second.empty(); });
    return all;
}

} // namespace ignite::platform
