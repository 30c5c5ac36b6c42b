#pragma once

#include <string>

namespace ignite::platform {

// What the processor calls the hypervisor below us, leaf 0x40000000 of CPUID: "KVMKVMKVM", "VMwareVMware".
// Empty: none, or a processor without CPUID.
std::string hypervisor_of_cpu();

} // namespace ignite::platform
