#include "backdoor.h"

#if defined(__x86_64__)
#include <sys/io.h>

#include <cpuid.h>
#endif

#include <array>
#include <cstring>
#include <string_view>

namespace ignite::platform {

namespace {

#if defined(__x86_64__)

class BackdoorOfMachine : public Backdoor {
public:
    bool is_announced() override {
        unsigned a = 0;
        unsigned b = 0;
        unsigned c = 0;
        unsigned d = 0;
        constexpr unsigned has_hypervisor = 1U << 31U;
        if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & has_hypervisor) == 0)
            return false;
        __cpuid(0x40000000, a, b, c, d);
        std::array<char, 12> signature{};
        std::memcpy(signature.data(), &b, 4);
        std::memcpy(signature.data() + 4, &c, 4);
        std::memcpy(signature.data() + 8, &d, 4);
        if (std::string_view{signature.data(), signature.size()} != "VMwareVMware")
            return false;
        (void)::iopl(3); // VMware lets the port through without it; a kernel may forbid the call
        return true;
    }
    void call(Registers& r) override {
        asm volatile("inl %%dx, %%eax"
                     : "+a"(r.eax), "+b"(r.ebx), "+c"(r.ecx), "+d"(r.edx), "+S"(r.esi), "+D"(r.edi)
                     :
                     : "memory", "cc");
    }
};

#else

class BackdoorOfMachine : public Backdoor {
public:
    bool is_announced() override { return false; }
    void call(Registers&) override {}
};

#endif

} // namespace

Backdoor& backdoor_of_machine() {
    static BackdoorOfMachine backdoor; // holds nothing
    return backdoor;
}

} // namespace ignite::platform
