// The port through which a guest talks to VMware. It may be used without any right; on other machines it is
// not there. Spec platforms.md §5.31.
#pragma once

#include <cstdint>

namespace ignite::platform {

struct Registers {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0, esi = 0, edi = 0;
};

// The machine's, or a test's.
class Backdoor {
public:
    virtual ~Backdoor() = default;

    // Whether the CPU says that it is VMware's. Where it does not, the port must not be touched.
    virtual bool is_announced() = 0;

    // One reading of the port, with these registers; the hypervisor changes them.
    virtual void call(Registers& registers) = 0;
};

Backdoor& backdoor_of_machine();

} // namespace ignite::platform
