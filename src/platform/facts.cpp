#include "ignite/platform/detect.h"

#include "hypervisor.h"
#include "ignite/system/directory.h"
#include "ignite/system/kernel_command_line.h"
#include "ignite/system/signatures.h"
#include "ignite/system/small_file.h"

#include <unistd.h>

#include <algorithm>

namespace ignite::platform {

namespace {

constexpr std::size_t longest_fact = 4096; // bytes

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// Without the blanks at its end; empty when it cannot be read.
std::string fact(const std::string& path) {
    std::string text = system::read_small_file(path, longest_fact).value_or("");
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\0'))
        text.pop_back();
    return text;
}

// The links of udev would do only once its queue is empty.
std::vector<std::string> labels_of_filesystems(const Surroundings& where) {
    std::vector<std::string> labels;
    const auto names = system::names_in(cat(where.sysfs, "/class/block"));
    for (const std::string& name : names.value_or(std::vector<std::string>{})) {
        const Result<system::SignatureProbe> probe = system::probe_signature(cat(where.devices, "/", name));
        if (probe && probe->signature && !probe->signature->label.empty())
            labels.push_back(probe->signature->label);
    }
    std::ranges::sort(labels);
    return labels;
}

std::string control_program(const std::string& sysinfo) {
    constexpr std::string_view key = "VM00 Control Program:";
    const std::size_t place = sysinfo.find(key);
    if (place == std::string::npos)
        return {};
    const std::size_t begin = sysinfo.find_first_not_of(' ', place + key.size());
    return begin == std::string::npos ? "" : sysinfo.substr(begin, sysinfo.find('\n', begin) - begin);
}

std::vector<std::string> bare_words(const Surroundings& where) {
    std::vector<std::string> words;
    const auto line =
        system::KernelCommandLine::parse(system::read_small_file(where.command_line).value_or(""));
    for (const system::KernelArgument& argument : line.arguments())
        if (!argument.value)
            words.push_back(argument.key);
    return words;
}

} // namespace

Facts look_at_machine(const Surroundings& where) {
    const std::string dmi = where.sysfs + "/class/dmi/id/";
    const std::string fw_cfg = where.sysfs + "/firmware/qemu_fw_cfg/by_name/opt/";
    return {
        .sys_vendor = fact(dmi + "sys_vendor"),
        .product_name = fact(dmi + "product_name"),
        .product_serial = fact(dmi + "product_serial"),
        .product_uuid = fact(dmi + "product_uuid"),
        .chassis_asset_tag = fact(dmi + "chassis_asset_tag"),
        .hypervisor = hypervisor_of_cpu(),
        .hypervisor_uuid = fact(where.sysfs + "/hypervisor/uuid"),
        .control_program = control_program(fact(where.procfs + "/sysinfo")),
        .command_line = bare_words(where),
        .labels = labels_of_filesystems(where),
        .has_bluefield = is_there(where.sysfs + "/bus/platform/devices/MLNXBF04:00"),
        .is_powervs_partition = is_there(where.procfs + "/device-tree/ibm,partition-name") &&
                                is_there(where.procfs + "/device-tree/hmc-managed?"),
        .has_ignition_blob = is_there(fw_cfg + "com.coreos/config") ||
                             is_there(fw_cfg + "org.flatcar-linux/config") ||
                             is_there(where.devices + "/disk/by-id/virtio-ignition"),
    };
}

} // namespace ignite::platform
