#include "mount_places.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

namespace ignite::probe {

namespace {

enum class Node : std::uint8_t { missing, directory, symlink, other };

Result<Node> look(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) < 0) {
        Error error = Error::from_errno();
        if (error.fault() == Fault::absent)
            return Node::missing;
        return tl::unexpected{std::move(error).within("look at ", path)};
    }
    if (S_ISDIR(status.st_mode))
        return Node::directory;
    return S_ISLNK(status.st_mode) ? Node::symlink : Node::other;
}

// "/a/b": "/a", "/a/b". Nothing of "" and "/".
std::vector<std::string> steps_to(const std::string& path) {
    std::vector<std::string> out;
    std::size_t end = 0;
    while ((end = path.find_first_not_of('/', end)) != std::string::npos) {
        end = std::min(path.find('/', end), path.size());
        out.push_back(path.substr(0, end));
    }
    return out;
}

std::string obstacle_at(const std::string& path, Node node) {
    return cat(path, " contains non-directory component: it is ",
               node == Node::symlink ? "a symbolic link" : "no directory");
}

// btrfs is shown by the name it was made by, until udev has told it another: that may be the alias of the
// device.
std::string kernel_source(const system::MountedAt& mount) {
    char node[PATH_MAX];
    return mount.source.starts_with('/') && ::realpath(mount.source.c_str(), node) ? node : mount.source;
}

} // namespace

Result<plan::MountPlace> probe_place(const std::string& path, const std::string& root,
                                     const std::vector<system::MountedAt>& mounts) {
    plan::MountPlace place{.path = path};
    std::string base = root;
    while (base.ends_with('/'))
        base.pop_back();
    for (const std::string& step : steps_to(base)) {
        const Node node = TRY(look(step));
        if (node == Node::missing)
            place.obstacle = cat(step, " does not exist");
        else if (node != Node::directory)
            place.obstacle = obstacle_at(step, node);
        if (!place.obstacle.empty())
            return place;
    }
    for (const std::string& step : steps_to(path)) {
        // Below something that is missing, everything is.
        const Node node = place.missing.empty() ? TRY(look(base + step)) : Node::missing;
        if (node == Node::missing) {
            place.missing.push_back(step);
        } else if (node != Node::directory) {
            place.obstacle = obstacle_at(base + step, node);
            return place;
        }
    }
    const std::string full = path == "/" ? (base.empty() ? "/" : base) : base + path;
    for (const system::MountedAt& mount : mounts)
        if (mount.place == full)
            place.mounted.push_back(kernel_source(mount));
    return place;
}

} // namespace ignite::probe
