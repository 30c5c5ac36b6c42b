// The machine as a plain value: what planners judge by. Built by `probe` from the real one or read from a
// file.
#pragma once

#include "ignite/plan/block_devices.h"
#include "ignite/plan/root_tree.h"

namespace ignite::plan {

struct Machine {
    BlockDevices blocks; // disks, tables, signatures, mounts
    RootTree root;       // accounts and nodes under the new root
};

} // namespace ignite::plan
