#include "hypervisor.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include <array>
#include <cstring>

namespace ignite::platform {

std::string hypervisor_of_cpu() {
#if defined(__x86_64__) || defined(__i386__)
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned has_hypervisor = 1U << 31U;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & has_hypervisor) == 0)
        return {};
    __cpuid(0x40000000, a, b, c, d);
    std::array<char, 13> signature{};
    std::memcpy(signature.data(), &b, 4);
    std::memcpy(signature.data() + 4, &c, 4);
    std::memcpy(signature.data() + 8, &d, 4);
    return signature.data();
#else
    return {};
#endif
}

} // namespace ignite::platform
