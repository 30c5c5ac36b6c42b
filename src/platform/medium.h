// A filesystem with configs on it, mounted read-only for as long as it takes to read them.
// Spec stages.md §2.3, platforms.md §2.3.
#pragma once

#include "ignite/platform/provider.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ignite::platform {

// The device that has one of the labels, by the links that udev makes; nothing when none has, yet.
std::optional<std::string> find_labelled(const Context& context, std::span<const std::string_view> labels);

// Whether udev has nothing left to do: what has no link by now gets none.
bool is_device_queue_settled(const Context& context);

// A mount that goes away with its owner.
class Medium {
public:
    // `type` is that of the filesystem, or "auto".
    static Result<Medium> mount(Context& context, const std::string& device, std::string_view type = "auto");
    Medium(Medium&& other) noexcept;
    Medium& operator=(Medium&&) = delete;
    ~Medium();

    // A regular file of at most 64 MiB, not there: Fault::absent. No link leads out of the medium.
    Result<std::string> read(const std::string& path) const;

private:
    explicit Medium(std::string where) : where_{std::move(where)} {}
    std::string where_;
};

} // namespace ignite::platform
