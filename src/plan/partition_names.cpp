#include "partition_names.h"

#include <algorithm>

namespace ignite::plan {

namespace {

bool is_plain(char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           std::string_view{"#+-.:=@_"}.find(character) != std::string_view::npos;
}

// As libblkid's blkid_encode_string does it for ID_PART_ENTRY_NAME: other bytes of ASCII become "\x20".
std::string encoded(std::string_view label) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char character : label) {
        const auto byte = static_cast<unsigned char>(character);
        if (is_plain(character) || byte >= 0x80) {
            out += character;
            continue;
        }
        out += "\\x";
        out += digits[byte >> 4];
        out += digits[byte & 0xf];
    }
    return out;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

} // namespace

bool is_name_of(std::string_view name, const Disk& disk, const Partition& partition) {
    if (name == partition_node(disk.device, partition.number))
        return true;
    if (!disk.node.empty() && name == partition_node(disk.node, partition.number))
        return true;
    if (name == cat(disk.device, "-part", partition.number)) // by-id and by-path
        return true;
    if (!partition.label.empty() && name == cat("/dev/disk/by-partlabel/", encoded(partition.label)))
        return true;
    return name == cat("/dev/disk/by-partuuid/", lower(partition.id.text()));
}

} // namespace ignite::plan
