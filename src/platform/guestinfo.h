// Values that the host of a VMware machine keeps for it. Spec platforms.md §5.31.
#pragma once

#include "backdoor.h"

#include "ignite/core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace ignite::platform {

class Guestinfo {
public:
    // Fault::absent: this is not VMware. The backdoor must live longer.
    static Result<Guestinfo> open(Backdoor& backdoor);

    // Of "guestinfo.KEY"; nothing when the host has no such value. A channel that is lost is an error.
    Result<std::optional<std::string>> get(std::string_view key) const;

    // Until the machine is switched off. A host that refuses is an error.
    Result<void> set(std::string_view key, std::string_view value) const;

private:
    explicit Guestinfo(Backdoor& backdoor) : backdoor_{&backdoor} {}
    Backdoor* backdoor_;
};

} // namespace ignite::platform
