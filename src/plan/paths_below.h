// Clean absolute paths, compared as text.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

inline bool lies_below(std::string_view path, std::string_view top) {
    if (top == "/")
        return path != "/";
    return path.size() > top.size() && path.starts_with(top) && path[top.size()] == '/';
}

// Every directory on the way from below `top` to `path`, outermost first.
inline std::vector<std::string> directories_between(std::string_view top, std::string_view path) {
    std::vector<std::string> out;
    std::size_t end = top == "/" ? 0 : top.size();
    while (end < path.size()) {
        end = std::min(path.find('/', end + 1), path.size());
        out.emplace_back(path.substr(0, end));
    }
    return out;
}

} // namespace ignite::plan
