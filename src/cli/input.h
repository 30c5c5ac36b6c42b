// A file that a command was given, or standard input for "-".
#pragma once

#include "ignite/core/result.h"
#include "ignite/system/file_text.h"
#include "ignite/system/small_file.h"

#include <unistd.h>

#include <string>

namespace ignite::cli {

inline Result<std::string> read_input(const std::string& path) {
    return path == "-" ? system::read_rest(STDIN_FILENO, "standard input") : system::read_small_file(path);
}

// The same where it may be large.
inline Result<system::FileText> read_large_input(const std::string& path) {
    if (path != "-")
        return system::FileText::read(path);
    return system::read_rest(STDIN_FILENO, "standard input").map([](std::string&& text) {
        return system::FileText{std::move(text)};
    });
}

inline std::string name_of_input(const std::string& path) { return path == "-" ? "<stdin>" : path; }

} // namespace ignite::cli
