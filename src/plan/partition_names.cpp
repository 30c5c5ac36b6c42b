#include "partition_names.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ignite::plan {

namespace {

bool is_plain(char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           std::string_view{"#+-.:=@_"}.find(character) != std::string_view::npos;
}

// As libblkid's blkid_encode_string does it for ID_PART_ENTRY_NAME: other bytes of ASCII become "\x20".
bool is_encoded(std::string_view name, std::string_view label) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char character : label) {
        const auto byte = static_cast<unsigned char>(character);
        const char escaped[] = {'\\', 'x', digits[byte >> 4], digits[byte & 0xf]};
        const bool is_kept = is_plain(character) || byte >= 0x80;
        const std::string_view written =
            is_kept ? std::string_view{&character, 1} : std::string_view{escaped, 4};
        if (!name.starts_with(written))
            return false;
        name.remove_prefix(written.size());
    }
    return name.empty();
}

bool is_lower(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// What stands behind a prefix; nothing when it is another one.
std::optional<std::string_view> behind(std::string_view name, std::string_view prefix) {
    return name.starts_with(prefix) ? std::optional{name.substr(prefix.size())} : std::nullopt;
}

bool is_number(std::string_view text, unsigned number) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() && value == number &&
           text.front() != '0';
}

bool is_node_of(std::string_view name, std::string_view disk, unsigned number) {
    auto rest = behind(name, disk);
    if (!rest || disk.empty())
        return false;
    const bool ends_in_digit = disk.back() >= '0' && disk.back() <= '9';
    if (ends_in_digit && !rest->starts_with('p'))
        return false;
    return is_number(rest->substr(ends_in_digit ? 1 : 0), number);
}

} // namespace

// Asked of every partition for every device of a config, so it makes no strings.
bool is_name_of(std::string_view name, const Disk& disk, const Partition& partition) {
    if (is_node_of(name, disk.device, partition.number) || is_node_of(name, disk.node, partition.number))
        return true;
    if (const auto rest = behind(name, disk.device); rest && rest->starts_with("-part"))
        return is_number(rest->substr(5), partition.number); // by-id and by-path
    if (const auto label = behind(name, "/dev/disk/by-partlabel/"))
        return !partition.label.empty() && is_encoded(*label, partition.label);
    if (const auto id = behind(name, "/dev/disk/by-partuuid/"))
        return is_lower(*id) && Guid::parse(*id) == partition.id;
    return false;
}

} // namespace ignite::plan
