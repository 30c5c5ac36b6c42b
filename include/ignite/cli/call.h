// The door: which command is meant, by the name we were called by or by the first word.
#pragma once

#include <string>
#include <vector>

namespace ignite::cli {

// `words` begins with the name of the program. Returns the exit code.
int call(const std::vector<std::string>& words);

} // namespace ignite::cli
