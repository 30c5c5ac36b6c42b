#pragma once

#include "ignite/core/position.h"
#include "ignite/core/text.h"

#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ignite {

// What a caller may act on. Everything else about a failure is text for the reader.
enum class Fault : std::uint8_t {
    absent,        // the thing asked for is not there, which may be fine
    needs_network, // the same call can succeed once the network is up
    config,        // the user's config is at fault
    refused,       // going on would destroy data nobody told us to destroy
    tool,          // a child process failed; code() is its exit status
    system,        // the kernel said no; code() is the errno
};

class Error {
public:
    template <class... Parts>
    explicit Error(Fault fault, const Parts&... parts) : fault_{fault}, chain_{cat(parts...)} {}

    // Takes errno before anything else can change it, so call it first and add words after:
    //     return tl::unexpected{Error::from_errno().within("open ", path)};
    // "No such file" and its kin become Fault::absent.
    static Error from_errno(int number = errno);

    // Says what we were doing when the failure reached us.
    template <class... Parts>
    Error within(const Parts&... parts) && {
        chain_.push_back(cat(parts...));
        return std::move(*this);
    }

    // Says which part of the config asked for it. The innermost place stays: it is the most precise one.
    Error at(Position position) && {
        if (!position_)
            position_ = position;
        return std::move(*this);
    }

    Fault fault() const { return fault_; }
    int code() const { return code_; }
    Position position() const { return position_; } // false when no part of the config is to blame
    std::string describe() const;                   // outermost first, joined by ": "

private:
    Fault fault_;
    int code_ = 0;
    Position position_;
    std::vector<std::string> chain_; // innermost first
};

} // namespace ignite
