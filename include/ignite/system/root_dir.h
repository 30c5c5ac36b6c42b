// The tree below a directory, as somebody who has it for a root would see it: absolute symlinks begin at it,
// ".." stops at it, and no path leads out of it, whoever changes the tree meanwhile. The kernel does the
// resolving (openat2 with RESOLVE_IN_ROOT, Linux 5.6); paths are never glued to a prefix.
//
// Paths are absolute ones inside. The parents of a path are followed, its last component never is.
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/fd.h"

#include <sys/stat.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ignite::system {

class RootDir {
public:
    static Result<RootDir> open(const std::string& path);

    const std::string& path() const { return path_; }
    int number() const { return fd_.number(); }
    std::string outside(std::string_view inside) const; // as we see it: for messages and other programs

    // Where a path leads to: parents without symlinks, the last component as given. What is missing is taken
    // literally, and so is a symlink's target that is missing.
    Result<std::string> resolve(std::string_view path) const;

    // The directory that holds the last component; absent when it is not there.
    Result<Fd> open_parent(std::string_view path) const;

    // The same; missing directories are made, root's and 0755.
    Result<Fd> make_parents(std::string_view path) const;

    // A directory, followed, whatever its last component is.
    Result<Fd> open_directory(std::string_view path) const;

    // Any node, followed inside; flags as of open(2). Never blocks on a FIFO.
    Result<Fd> open_followed(std::string_view path, int flags) const;

    // Nothing when it is not there.
    Result<std::optional<struct stat>> look(std::string_view path) const;

    // The same for a name in a directory that is open.
    Result<std::optional<struct stat>> look_in(const Fd& directory, std::string_view path) const;

    Result<std::string> read_link(std::string_view path) const;

    // A regular file; the last component is not followed.
    Result<std::string> read_file(std::string_view path, std::size_t limit) const;

    // With all below it; nothing there is fine. What is mounted below stays and is an error.
    Result<void> remove_tree(std::string_view path) const;

private:
    RootDir(std::string path, Fd fd) : path_{std::move(path)}, fd_{std::move(fd)} {}
    Result<std::string> resolve_directory(const std::string& path, int links_left) const;

    std::string path_;
    Fd fd_;
};

// Opens a directory that has just been made, and sees to its mode: nobody's umask has a say in it, but the
// directory above has, if it hands its group down (setgid).
Result<Fd> open_new_directory(const Fd& above, const std::string& name, mode_t mode);

} // namespace ignite::system
