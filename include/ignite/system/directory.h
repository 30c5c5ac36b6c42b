// Looking into directories of the machine we run on. Those of the new root are reached through RootDir.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <vector>

namespace ignite::system {

// The names in it, in byte order, without "." and "..". No such directory: Fault::absent.
Result<std::vector<std::string>> names_in(const std::string& path);

} // namespace ignite::system
