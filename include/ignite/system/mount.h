// Mounting, as mount(8) would do it: libmount sorts the options into flags and what the filesystem is told.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/fd.h"

#include <string>
#include <vector>

namespace ignite::system {

struct MountRequest {
    std::string source; // a device, or what the filesystem takes for one
    std::string type;
    std::string options; // joined by commas
};

// Opens the directory at `path` below `root`; both without following any symlink. Creates those of `missing`,
// which are paths below `root` too: 0755, root's.
Result<Fd> open_mount_point(const std::string& root, const std::string& path,
                            const std::vector<std::string>& missing);

// At the directory that is open, whatever happens to its name meanwhile.
Result<void> mount_at(const Fd& directory, const MountRequest& request);

Result<void> unmount(const std::string& path);

} // namespace ignite::system
