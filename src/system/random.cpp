#include "ignite/system/random.h"

#include <sys/random.h>

namespace ignite::system {

Result<void> fill_with_random(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected{Error::from_errno().within("draw random values")};
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

Result<Guid> random_guid() {
    std::array<std::uint8_t, 16> bytes{};
    TRY(fill_with_random(std::as_writable_bytes(std::span{bytes})));
    return Guid::from_random(bytes);
}

} // namespace ignite::system
