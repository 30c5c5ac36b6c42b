// Which boot this is.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/small_file.h"

#include <string>

namespace ignite::system {

// Of the running kernel, with dashes.
inline Result<std::string> boot_id() {
    std::string id = TRY(
        read_small_file("/proc/sys/kernel/random/boot_id", 64).map_error(within("learn which boot this is")));
    while (id.ends_with('\n'))
        id.pop_back();
    return id;
}

} // namespace ignite::system
