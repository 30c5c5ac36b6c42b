// Putting files into the new root, for the deeds that write one.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/root_tree.h"
#include "ignite/system/new_file.h"
#include "ignite/system/root_dir.h"

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::exec {

// The directories that hold what is made: missing ones are made first. Files come many to a directory, and
// directories many to the one above them, so the last ones stay open.
class Parents {
public:
    explicit Parents(const system::RootDir& root) : root_{root} {}

    const system::RootDir& root() const { return root_; }
    Result<system::SharedDirectory> of(std::string_view path);
    void forget() { last_.clear(); } // a tree was removed, and they may have been in it

private:
    struct Open {
        std::string path;
        system::SharedDirectory directory;
    };

    Result<system::SharedDirectory> directory(std::string_view path);

    const system::RootDir& root_;
    std::deque<Open> last_; // the latest in front
};

// A file to be, in its directory.
Result<system::NewFile> begin_file(Parents& parents, std::string_view path, mode_t mode);
Result<system::NewFile> begin_file(const system::RootDir& root, std::string_view path, mode_t mode);

// Owner first, then mode: changing the owner clears the bits that make a program run as somebody.
Result<void> set_attributes(int descriptor, const plan::Attributes& attributes);

// The whole of a small file, in place of a file or link that is there.
Result<void> put_text(Parents& parents, std::string_view path, std::string_view text, mode_t mode);
Result<void> put_text(const system::RootDir& root, std::string_view path, std::string_view text, mode_t mode);

// The same, and on the disk before this returns.
Result<void> put_text_for_good(const system::RootDir& root, std::string_view path, std::string_view text,
                               mode_t mode);

// A regular file of lines, to go on with a new one. It is made with `mode` if it is missing. `begins_at`:
// where it ended before us; what an interrupted run put behind that goes first.
Result<system::Fd> open_for_appending(const system::RootDir& root, std::string_view path, mode_t mode,
                                      std::optional<std::uint64_t> begins_at);

// The same, with all there is to say.
Result<void> append_text(const system::RootDir& root, std::string_view path, std::string_view text,
                         mode_t mode, std::optional<std::uint64_t> begins_at);

// A regular file that is there, opened for writing; no link is followed to it.
Result<system::Fd> open_kept_file(const system::RootDir& root, std::string_view path);

// Cuts off what an interrupted run has put behind `size`.
Result<void> cut_back(const system::RootDir& root, std::string_view path, int descriptor, std::uint64_t size);

// What a directory holds, in no order.
Result<std::vector<std::string>> names_in(const system::RootDir& root, std::string_view path);

// Brings the directory that holds a node to the disk: the node's name with it.
Result<void> sync_parent(const system::RootDir& root, std::string_view path);

} // namespace ignite::exec
