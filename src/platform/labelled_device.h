// One file of a filesystem that is found by its label, mounted read-only for as long as it takes to read it.
// Spec stages.md §2.3, platforms.md §2.3.
#pragma once

#include "ignite/platform/provider.h"

#include <chrono>
#include <string>

namespace ignite::platform {

// The bytes of `path` on the filesystem `label`. Fault::absent when the file is not there; a device that does
// not appear within `deadline` is Fault::system.
Result<std::string> read_from_label(Context& context, const std::string& label, const std::string& path,
                                    std::chrono::seconds deadline);

} // namespace ignite::platform
