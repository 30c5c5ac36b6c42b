// Which platform this machine is on, when nobody says. Local facts only: an address that a platform does not
// control may be answered by anybody. Spec platforms.md §3.4.
#pragma once

#include "ignite/core/result.h"
#include "ignite/platform/provider.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignite::platform {

// What can be seen of the machine. Empty: not known.
struct Facts {
    std::string sys_vendor, product_name, product_serial, product_uuid, chassis_asset_tag; // of DMI
    std::string hypervisor;                // what the CPU says: "KVMKVMKVM"
    std::string hypervisor_uuid;           // of Xen
    std::string control_program;           // of /proc/sysinfo, on s390x
    std::vector<std::string> command_line; // words
    std::vector<std::string> labels;       // of filesystems
    bool has_bluefield = false;
    bool is_powervs_partition = false;
    bool has_ignition_blob = false; // in QEMU's firmware, or as a disk
};

struct Detected {
    std::string_view id;
    std::string_view rule; // what it was recognised by
};

// The first rule that holds; the last one always does.
Detected detect(const Facts& facts);

Facts look_at_machine(const Surroundings& where);

// Name and value of each fact that is known, for people.
std::vector<std::pair<std::string, std::string>> known(const Facts& facts);

} // namespace ignite::platform
