// What deeds are done with. Built in main, handed down; tests hand down others.
#pragma once

#include "ignite/exec/step_times.h"
#include "ignite/exec/volume_keys.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"
#include "ignite/system/process.h"

#include <chrono>
#include <string>

namespace ignite::exec {

struct Hands {
    journal::Journal& journal;
    system::ProcessStarter& processes;
    fetch::Fetcher& fetcher;
    std::string root;               // where the new root is mounted, "/sysroot"; "" in stages that have none
    VolumeKeys keys = VolumeKeys{}; // of the encrypted volumes that the stage works on
    StepTimes times = {};           // of the steps done so far
    // How long a device may take to appear: as long as systemd itself would wait.
    std::chrono::milliseconds patience = std::chrono::seconds{90};
};

} // namespace ignite::exec
