#include "ignite/core/path.h"

#include "ignite/core/text.h"

#include <algorithm>
#include <vector>

namespace ignite {

namespace {

// A quick look, for the many thousands of paths that a config can name: whether each component of an absolute
// path is there and does not begin with a dot.
bool is_plainly_clean(std::string_view path) {
    if (!path.starts_with('/') || path.ends_with('/'))
        return false;
    for (std::size_t at = 0; at != std::string_view::npos; at = path.find('/', at + 1))
        if (path[at + 1] == '/' || path[at + 1] == '.')
            return false;
    return true;
}

} // namespace

std::string clean_path(std::string_view path) {
    if (is_plainly_clean(path))
        return std::string{path};
    const bool absolute = path.starts_with('/');
    std::vector<std::string_view> kept;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view component = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (component.empty() || component == ".")
            continue;
        const bool climbs = component == "..";
        if (climbs && !kept.empty() && kept.back() != "..")
            kept.pop_back();
        else if (!climbs || !absolute)
            kept.push_back(component);
    }
    std::string clean;
    for (const std::string_view component : kept) {
        if (absolute || !clean.empty())
            clean += '/';
        clean += component;
    }
    if (clean.empty())
        clean = absolute ? "/" : ".";
    return clean;
}

std::string join_paths(std::string_view base, std::string_view further) {
    if (base == "/" && further.starts_with('/'))
        return clean_path(further);
    std::string joined = cat(base, base.ends_with('/') ? "" : "/", further);
    return is_plainly_clean(joined) ? joined : clean_path(joined);
}

bool is_below(std::string_view path, std::string_view directory) {
    if (directory == "/")
        return path.size() > 1 && path.starts_with('/');
    return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

std::string_view parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    return name.empty() ? "." : name;
}

std::size_t depth_of(std::string_view path) {
    return path == "/" ? 0 : static_cast<std::size_t>(std::ranges::count(path, '/'));
}

} // namespace ignite
