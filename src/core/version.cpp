#include "ignite/core/version.h"

#include <algorithm>
#include <charconv>

namespace ignite {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes what stands before the separator off the front of the rest; nothing is found: takes all.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view taken = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return taken;
}

// Non-empty runs of letters, digits and hyphens between dots, or nothing at all.
bool are_identifiers(std::string_view text) {
    const auto may_stand = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
    };
    return text.empty() || (std::ranges::all_of(text, may_stand) && text.front() != '.' &&
                            text.back() != '.' && text.find("..") == std::string_view::npos);
}

std::optional<std::int64_t> parse_number(std::string_view text) {
    std::int64_t number = 0;
    if (text.empty() || !std::ranges::all_of(text, is_digit))
        return std::nullopt;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc{} ? std::optional{number} : std::nullopt;
}

} // namespace

std::optional<SemanticVersion> parse_semantic_version(std::string_view text) {
    SemanticVersion version;
    // The order matters: metadata may hold a hyphen, a pre-release no plus sign.
    std::string_view front = take_until(text, '+');
    version.metadata = text;
    std::string_view numbers = take_until(front, '-');
    version.pre_release = front;
    if (!are_identifiers(version.metadata) || !are_identifiers(version.pre_release) ||
        std::ranges::count(numbers, '.') != 2)
        return std::nullopt;
    for (std::int64_t SemanticVersion::* part :
         {&SemanticVersion::major, &SemanticVersion::minor, &SemanticVersion::patch}) {
        const std::optional<std::int64_t> number = parse_number(take_until(numbers, '.'));
        if (!number)
            return std::nullopt;
        version.*part = *number;
    }
    return version;
}

} // namespace ignite
