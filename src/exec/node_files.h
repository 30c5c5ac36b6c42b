// Putting files into the new root, for the deeds that write one.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/root_tree.h"
#include "ignite/system/new_file.h"
#include "ignite/system/root_dir.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace ignite::exec {

// A file to be, in its directory; parents are made.
Result<system::NewFile> begin_file(const system::RootDir& root, std::string_view path, mode_t mode);

// Owner first, then mode: changing the owner clears the bits that make a program run as somebody.
Result<void> set_attributes(int descriptor, const plan::Attributes& attributes);

// The whole of a small file, in place of a file or link that is there.
Result<void> put_text(const system::RootDir& root, std::string_view path, std::string_view text, mode_t mode);

// The same, and on the disk before this returns.
Result<void> put_text_for_good(const system::RootDir& root, std::string_view path, std::string_view text,
                               mode_t mode);

// At the end of a regular file, which is made with `mode` if it is missing. `begins_at`: where the file ended
// before us; what an interrupted run put behind that goes first.
Result<void> append_text(const system::RootDir& root, std::string_view path, std::string_view text,
                         mode_t mode, std::optional<std::uint64_t> begins_at);

// A regular file that is there, opened for writing; no link is followed to it.
Result<system::Fd> open_kept_file(const system::RootDir& root, std::string_view path);

// Cuts off what an interrupted run has put behind `size`.
Result<void> cut_back(const system::RootDir& root, std::string_view path, int descriptor, std::uint64_t size);

// Brings the directory that holds a node to the disk: the node's name with it.
Result<void> sync_parent(const system::RootDir& root, std::string_view path);

} // namespace ignite::exec
