// What a command says on its own behalf: answers on standard output, complaints on standard error.
#pragma once

#include <string_view>

namespace ignite::cli {

void print(std::string_view text);
void print_error(std::string_view text);

} // namespace ignite::cli
