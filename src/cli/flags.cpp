#include "flags.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace ignite::cli {

namespace {

using Nanoseconds = std::chrono::nanoseconds;

template <class... Overloads>
struct Overloaded : Overloads... {
    using Overloads::operator()...;
};
template <class... Overloads>
Overloaded(Overloads...) -> Overloaded<Overloads...>;

std::optional<bool> parse_bool(std::string_view text) {
    constexpr std::array<std::string_view, 6> yes = {"1", "t", "T", "true", "TRUE", "True"};
    constexpr std::array<std::string_view, 6> no = {"0", "f", "F", "false", "FALSE", "False"};
    if (std::ranges::find(yes, text) != yes.end())
        return true;
    if (std::ranges::find(no, text) != no.end())
        return false;
    return std::nullopt;
}

Result<void> set(const Flag& flag, const std::string& text) {
    return std::visit(Overloaded{
                          [&](std::string* value) -> Result<void> {
                              *value = text;
                              return {};
                          },
                          [&](std::vector<std::string>* value) -> Result<void> {
                              value->push_back(text);
                              return {};
                          },
                          [&](bool* value) -> Result<void> {
                              const std::optional<bool> parsed = parse_bool(text);
                              if (!parsed)
                                  return fail(Fault::config, "invalid boolean value \"", text, "\" for -",
                                              flag.name);
                              *value = *parsed;
                              return {};
                          },
                          [&](Nanoseconds* value) -> Result<void> {
                              *value = TRY(parse_duration(text).map_error(
                                  within("invalid value \"", text, "\" for flag -", flag.name)));
                              return {};
                          },
                      },
                      flag.value);
}

std::string shown_default(const Flag& flag) {
    return std::visit(Overloaded{
                          [](const std::string* value) {
                              return value->empty() ? std::string{} : cat(" (default \"", *value, "\")");
                          },
                          [](const std::vector<std::string>*) { return std::string{}; },
                          [](const bool*) { return std::string{}; },
                          [](const Nanoseconds* value) {
                              return cat(" (default ",
                                         std::chrono::duration_cast<std::chrono::seconds>(*value).count(),
                                         "s)");
                          },
                      },
                      flag.value);
}

} // namespace

Result<Nanoseconds> parse_duration(std::string_view text) {
    struct Unit {
        std::string_view name;
        double nanoseconds;
    };
    // Longer names first: "m" begins "ms". Some write micro as the sign of its own, some as the Greek letter.
    constexpr std::array units = {Unit{"ns", 1},   Unit{"us", 1e3}, Unit{"µs", 1e3}, Unit{"μs", 1e3},
                                  Unit{"ms", 1e6}, Unit{"s", 1e9},  Unit{"m", 60e9}, Unit{"h", 3600e9}};
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text == "0")
        return Nanoseconds{0};
    if (text.empty())
        return fail(Fault::config, "not a duration");
    double total = 0;
    while (!text.empty()) {
        double number = 0;
        const auto [end, failed] =
            std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
        if (failed != std::errc{} || text.front() == '-' || text.front() == 'i' || text.front() == 'n')
            return fail(Fault::config, "not a duration");
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const auto unit =
            std::ranges::find_if(units, [&](const Unit& one) { return text.starts_with(one.name); });
        if (unit == units.end())
            return fail(Fault::config, "a duration needs a unit (ns, us, ms, s, m, h)");
        text.remove_prefix(unit->name.size());
        total += number * unit->nanoseconds;
    }
    if (total > 9.2e18)
        return fail(Fault::config, "too long a duration");
    return Nanoseconds{static_cast<std::int64_t>(negative ? -total : total)};
}

Result<Words> parse_flags(std::span<const std::string> words, std::span<const Flag> flags, Grammar grammar) {
    Words parsed;
    std::size_t next = 0;
    while (next < words.size()) {
        std::string_view word = words[next];
        const bool is_flag = word.size() >= 2 && word.front() == '-';
        if (!is_flag && grammar == Grammar::leading)
            break;
        ++next;
        if (!is_flag) {
            parsed.rest.emplace_back(word);
            continue;
        }
        if (word == "--")
            break;
        if (grammar == Grammar::anywhere && !word.starts_with("--") && word != "-h")
            return fail(Fault::config, "a flag has two dashes: ", word);
        word.remove_prefix(word.starts_with("--") ? 2 : 1);
        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        if (name.empty() || name.front() == '-')
            return fail(Fault::config, "bad flag syntax: ", words[next - 1]);
        const auto flag = std::ranges::find(flags, name, &Flag::name);
        if (flag == flags.end() && (name == "h" || name == "help")) {
            parsed.help_wanted = true;
            return parsed;
        }
        if (flag == flags.end())
            return fail(Fault::config, "flag provided but not defined: -", name);
        if (equals != std::string_view::npos)
            TRY(set(*flag, std::string{word.substr(equals + 1)}));
        else if (std::holds_alternative<bool*>(flag->value))
            TRY(set(*flag, "true"));
        else if (next < words.size())
            TRY(set(*flag, words[next++]));
        else
            return fail(Fault::config, "flag needs an argument: -", name);
    }
    parsed.rest.insert(parsed.rest.end(), words.begin() + static_cast<std::ptrdiff_t>(next), words.end());
    return parsed;
}

std::string describe(std::span<const Flag> flags, Grammar grammar) {
    std::string out;
    for (const Flag& flag : flags)
        out +=
            cat(grammar == Grammar::anywhere ? "  --" : "  -", flag.name, flag.placeholder.empty() ? "" : " ",
                flag.placeholder, "\n        ", flag.help, shown_default(flag), "\n");
    return out;
}

} // namespace ignite::cli
