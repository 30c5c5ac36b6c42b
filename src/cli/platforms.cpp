// `ignite platforms` and `ignite detect`: which platforms there are, and on which one this machine is.
#include "commands.h"

#include "exit_codes.h"
#include "print.h"
#include "surroundings.h"
#include "usage.h"

#include "ignite/platform/detect.h"

#include <algorithm>
#include <optional>

namespace ignite::cli {

namespace {

// Neither takes more than -help. Nothing: go on.
std::optional<int> answered_already(const std::string& program, std::span<const std::string> words,
                                    std::string_view what) {
    const Usage usage{program, cat("usage: ", program, "\n", what)};
    const auto read = usage.read(words, {}, {0, 0, "it takes no words"});
    return read ? std::nullopt : std::optional{read.error()};
}

std::string padded(std::string_view text, std::size_t width) {
    std::string out{text};
    out.resize(std::max(width, out.size() + 1), ' ');
    return out;
}

} // namespace

int platforms(const std::string& program, std::span<const std::string> words) {
    if (const auto code =
            answered_already(program, words, "Lists the platforms, and marks this machine's.\n"))
        return *code;
    const platform::Detected here = platform::detect(platform::look_at_machine(surroundings()));
    std::string text = "PLATFORM           NETWORK  CONFIG FROM\n";
    for (const platform::Provider& provider : platform::providers())
        text +=
            cat(padded(provider.id, 19), padded(provider.group == platform::Group::network ? "yes" : "no", 9),
                platform::transport_of(provider),
                provider.id == here.id ? cat("   <- this machine: ", here.rule) : std::string{}, "\n");
    print(text);
    return exit_done;
}

int detect(const std::string& program, std::span<const std::string> words) {
    if (const auto code = answered_already(
            program, words, "Says which platform this machine is on, by which rule, and what was seen.\n"))
        return *code;
    const platform::Facts facts = platform::look_at_machine(surroundings());
    const platform::Detected here = platform::detect(facts);
    std::string text = cat(here.id, "\nrule: ", here.rule, "\n");
    for (const auto& [name, value] : platform::known(facts))
        text += cat(name, ": ", value, "\n");
    print(text);
    return exit_done;
}

} // namespace ignite::cli
