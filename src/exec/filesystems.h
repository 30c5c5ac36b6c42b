// How each filesystem is made.
#pragma once

#include "ignite/plan/disk_steps.h"
#include "ignite/system/process.h"

#include <string_view>

namespace ignite::exec {

struct Filesystem {
    std::string_view format;
    std::string_view tool;
    std::string_view force; // what keeps it from asking; empty: it never asks
    std::string_view label;
    std::string_view uuid;
    std::string_view uuid_prefix; // in front of the UUID, in the same word
    bool magic_first = false;     // broken off it looks whole: it gets a mark from us until it is done
};

const Filesystem* find_filesystem(std::string_view format);

// The config's options come first, so that ours win. Spec stages.md §8.5.
system::Command maker_of(const Filesystem& filesystem, const plan::MakeFilesystem& step);

} // namespace ignite::exec
