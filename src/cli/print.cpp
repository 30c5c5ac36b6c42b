#include "print.h"

#include "ignite/system/small_file.h"

#include <unistd.h>

namespace ignite::cli {

// Nobody is left to tell when writing fails, and the exit code tells the rest.
void print(std::string_view text) { (void)system::write_all(STDOUT_FILENO, text); }
void print_error(std::string_view text) { (void)system::write_all(STDERR_FILENO, text); }

} // namespace ignite::cli
