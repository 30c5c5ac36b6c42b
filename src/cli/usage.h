// What a command says about how it is called, and when it is called wrongly.
#pragma once

#include "flags.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::cli {

class Usage {
public:
    // How many words a command takes behind its flags, and what it says about another number.
    struct Count {
        std::size_t fewest;
        std::size_t most;
        std::string_view wanted; // "one file is wanted"
    };

    Usage(std::string program, std::string text) : program_{std::move(program)}, text_{std::move(text)} {}

    // The words behind the flags. Otherwise all has been said, and the error is the exit code: the usage was
    // asked for, or the call is wrong.
    tl::expected<std::vector<std::string>, int> read(std::span<const std::string> words,
                                                     std::span<const Flag> flags, Count count) const;

    int wrong(std::string_view what) const; // says so; returns the exit code

private:
    std::string program_;
    std::string text_; // ends with a line's end
};

} // namespace ignite::cli
