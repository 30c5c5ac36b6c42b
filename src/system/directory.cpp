#include "ignite/system/directory.h"

#include "ignite/core/handle.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>

namespace ignite::system {

Result<std::vector<std::string>> names_in(const std::string& path) {
    const Handle<DIR, ::closedir> directory{::opendir(path.c_str())};
    if (!directory)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) { // NOLINT(concurrency-mt-unsafe): no threads
        if (const std::string_view name = entry->d_name; name != "." && name != "..")
            names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0)
        return tl::unexpected{Error::from_errno().within("read directory ", path)};
    std::ranges::sort(names);
    return names;
}

} // namespace ignite::system
