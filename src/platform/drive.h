// A filesystem that holds the config. Spec platforms.md §2.3.
#pragma once

#include "ignite/platform/provider.h"

#include <optional>
#include <string>

namespace ignite::platform {

// What one look at a drive shows.
struct Look {
    enum class Kind : std::uint8_t {
        not_there, // no device has the label, yet
        not_ready, // it cannot be mounted or read, which may pass: `error` says why
        no_file,   // it holds none of the files that count
        bytes,
    };
    Kind kind = Kind::not_there;
    std::string bytes;
    std::optional<Error> error;
};

Look look_at(Context& context, const Drive& drive);

// Looks once a second until there is something to be seen, or the drive's patience is over.
Look await(Context& context, const Drive& drive);

Result<Answer> ask_drive(Context& context, const Drive& drive);

// "a filesystem labelled cidata or CIDATA"
std::string name_of(const Drive& drive);

} // namespace ignite::platform
