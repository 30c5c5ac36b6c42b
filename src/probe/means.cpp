#include "means.h"

#include "ignite/system/process.h"

#include <unistd.h>

namespace ignite::probe {

bool is_at_hand(const std::string& name) {
    if (name.starts_with('/'))
        return ::access(name.c_str(), F_OK) == 0;
    return system::is_in_path(name);
}

} // namespace ignite::probe
