#include "backdoor.h"

#include "hypervisor.h"

#if defined(__x86_64__)
#include <sys/io.h>
#endif

#include <string_view>

namespace ignite::platform {

namespace {

#if defined(__x86_64__)

class BackdoorOfMachine : public Backdoor {
public:
    bool is_announced() override {
        if (hypervisor_of_cpu() != "VMwareVMware")
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
