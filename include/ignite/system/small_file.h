// Reading and replacing files that fit into memory: configs, state, what the kernel shows under /proc and
// /sys. Paths are of the machine we run on; what the config names below the new root goes through RootDir.
#pragma once

#include "ignite/core/result.h"

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ignite::system {

inline constexpr std::size_t largest_small_file = 512UL * 1024 * 1024; // bytes

// The whole file; pipes and files of the kernel that name no size work too. More than `limit` bytes is an
// error. "No such file" is Fault::absent.
Result<std::string> read_small_file(const std::string& path, std::size_t limit = largest_small_file);

// All that is left to read of a descriptor, which stays the caller's. `name` is for the error.
Result<std::string> read_rest(int descriptor, std::string_view name, std::size_t limit = largest_small_file);

Result<void> write_all(int descriptor, std::string_view bytes);

// The file appears whole, with this mode and on the disk, or stays as it was. Parents must exist.
Result<void> replace_small_file(const std::string& path, std::string_view bytes, mode_t mode);

// Makes the directory and its missing parents, all with this mode; one that is there is fine.
Result<void> make_directories(const std::string& path, mode_t mode);

} // namespace ignite::system
