// Entry: hand the words to the door, and make sure that running out of memory still ends in a line.
#include "ignite/cli/call.h"

#include <unistd.h>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

int main(int count, char** words) {
    try {
        return ignite::cli::call(std::vector<std::string>{words, words + count});
    } catch (const std::exception& exception) {
        // We do not throw; what arrives here is the standard library out of memory.
        const std::string_view what = exception.what();
        (void)!::write(STDERR_FILENO, "ignite: ", 8);
        (void)!::write(STDERR_FILENO, what.data(), what.size());
        (void)!::write(STDERR_FILENO, "\n", 1);
        return 1;
    }
}
