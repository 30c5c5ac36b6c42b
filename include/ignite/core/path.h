// Paths as text: no look at any filesystem.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ignite {

// The shortest path that means the same if there are no symlinks: no empty and no "." component, ".." taken
// together with what it undoes, none at the beginning of an absolute path. "" is ".".
std::string clean_path(std::string_view path);

// "/a" and "b" is "/a/b"; an absolute `further` is put behind as well. Clean.
std::string join_paths(std::string_view base, std::string_view further);

// Of a clean absolute path: "/a/b" is below "/a", "/ab" is not, and nothing is below itself.
bool is_below(std::string_view path, std::string_view directory);

std::string_view parent_of(std::string_view path); // "/a/b": "/a"; "/a": "/"
std::string_view name_of(std::string_view path);   // "/a/b": "b"; "/": "."
std::size_t depth_of(std::string_view path);       // "/a/b": 2; "/": 0

} // namespace ignite
