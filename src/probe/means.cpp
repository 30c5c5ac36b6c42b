#include "means.h"

#include "ignite/core/text.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace ignite::probe {

bool is_at_hand(const std::string& name) {
    if (name.starts_with('/'))
        return ::access(name.c_str(), F_OK) == 0;
    const char* const path = std::getenv("PATH");
    std::string_view left = path ? path : "/usr/bin:/bin"; // as the kernel of it all, posix_spawnp, has it
    while (!left.empty()) {
        const std::string_view directory = left.substr(0, left.find(':'));
        if (::access(cat(directory.empty() ? "." : directory, "/", name).c_str(), X_OK) == 0)
            return true;
        left.remove_prefix(std::min(directory.size() + 1, left.size()));
    }
    return false;
}

} // namespace ignite::probe
