// Properties that the host of a VirtualBox machine keeps for it, by way of /dev/vboxguest.
// Spec platforms.md §5.30.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/fd.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ignite::platform {

class GuestProperties {
public:
    static Result<GuestProperties> open(const std::string& device);

    GuestProperties(GuestProperties&&) noexcept = default;
    GuestProperties& operator=(GuestProperties&&) = delete;
    ~GuestProperties();

    // Nothing when there is no such property.
    Result<std::optional<std::string>> get(const std::string& name) const;

    // One that is not there is fine.
    Result<void> remove(const std::string& name) const;

private:
    GuestProperties(system::Fd device, std::uint32_t client) : device_{std::move(device)}, client_{client} {}

    system::Fd device_;
    std::uint32_t client_; // of the host's service
};

} // namespace ignite::platform
