#include "remove_tree.h"

#include "ignite/core/handle.h"
#include "ignite/system/fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <string_view>
#include <vector>

namespace ignite::system {

namespace {

using Listing = Handle<DIR, closedir>;

// The names are read before anything is removed: what readdir tells of a directory that changes is undefined.
Result<std::vector<std::string>> names_in(int directory) {
    const int copy = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0)
        return tl::unexpected{Error::from_errno()};
    const Listing listing{::fdopendir(copy)};
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(listing.get()))
        if (const std::string_view name = entry->d_name; name != "." && name != "..")
            names.emplace_back(name);
    if (errno != 0)
        return tl::unexpected{Error::from_errno()};
    return names;
}

// `depth` is how much deeper we may go: each level holds a descriptor.
Result<void> empty_directory(int top, const std::string& name, int depth) {
    const Fd directory{::openat(top, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!directory)
        return tl::unexpected{Error::from_errno().within(name)};
    for (const std::string& below : TRY(names_in(directory.number()))) {
        if (::unlinkat(directory.number(), below.c_str(), 0) == 0 || errno == ENOENT)
            continue;
        if (errno != EISDIR && errno != EPERM)
            return tl::unexpected{Error::from_errno().within(below)};
        if (depth == 0)
            return fail(Fault::system, "directories below one another too deep to remove");
        TRY(empty_directory(directory.number(), below, depth - 1));
        if (::unlinkat(directory.number(), below.c_str(), AT_REMOVEDIR) < 0 && errno != ENOENT)
            return tl::unexpected{Error::from_errno().within(below)};
    }
    return {};
}

} // namespace

Result<void> remove_tree_at(int directory, const std::string& name) {
    if (::unlinkat(directory, name.c_str(), 0) == 0 || errno == ENOENT)
        return {};
    if (errno != EISDIR && errno != EPERM)
        return tl::unexpected{Error::from_errno()};
    constexpr int deepest = 500; // descriptors open at a time, of 1024 a process may have
    TRY(empty_directory(directory, name, deepest));
    if (::unlinkat(directory, name.c_str(), AT_REMOVEDIR) < 0 && errno != ENOENT)
        return tl::unexpected{Error::from_errno()};
    return {};
}

} // namespace ignite::system
