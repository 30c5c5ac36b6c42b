// The kernel command line as boot loaders write it: words between blanks, no quoting. Spec stages.md §2.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::system {

struct KernelArgument {
    std::string key;
    std::optional<std::string> value; // what stands behind the first "="; nothing for a bare word
};

class KernelCommandLine {
public:
    static KernelCommandLine parse(std::string_view text);

    const std::vector<KernelArgument>& arguments() const { return arguments_; }

    // The last value that is not empty, of the given key.
    std::optional<std::string> last(std::string_view key) const;

private:
    std::vector<KernelArgument> arguments_;
};

} // namespace ignite::system
