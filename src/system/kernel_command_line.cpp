#include "ignite/system/kernel_command_line.h"

#include <algorithm>
#include <ranges>

namespace ignite::system {

KernelCommandLine KernelCommandLine::parse(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    KernelCommandLine line;
    for (std::size_t begin = text.find_first_not_of(blanks); begin != std::string_view::npos;
         begin = text.find_first_not_of(blanks, begin)) {
        const std::size_t end = std::min(text.find_first_of(blanks, begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        const std::size_t equals = word.find('=');
        KernelArgument argument{.key = std::string{word.substr(0, equals)}};
        if (equals != std::string_view::npos)
            argument.value = word.substr(equals + 1);
        line.arguments_.push_back(std::move(argument));
        begin = end;
    }
    return line;
}

std::optional<std::string> KernelCommandLine::last(std::string_view key) const {
    for (const KernelArgument& argument : std::ranges::reverse_view{arguments_})
        if (argument.key == key && argument.value && !argument.value->empty())
            return argument.value;
    return std::nullopt;
}

} // namespace ignite::system
