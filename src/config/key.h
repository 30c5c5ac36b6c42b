// What tells the elements of a list apart: spec/config.md §3.7.
#pragma once

#include "ignite/config/types.h"

#include <functional>
#include <string_view>

namespace ignite::config {

// A name, or for partitions a number or a label or neither; these never equal each other. Lives as long as
// its element.
struct Key {
    std::string_view name;
    std::int64_t number = 0;
    bool is_label = false;

    friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
    std::size_t operator()(const Key& key) const {
        return std::hash<std::string_view>{}(key.name) ^ static_cast<std::size_t>(key.number);
    }
};

inline std::string_view name_in(const OptionalText& text) {
    return text ? std::string_view{*text} : std::string_view{};
}

inline Key key_of(const std::string& text) { return {text}; }
inline Key key_of(const HttpHeader& header) { return {header.name}; }
inline Key key_of(const Resource& resource) { return {name_in(resource.source)}; }
inline Key key_of(const Group& group) { return {group.name}; }
inline Key key_of(const User& user) { return {user.name}; }
inline Key key_of(const Node& node) { return {node.path}; }
inline Key key_of(const Disk& disk) { return {disk.device}; }
inline Key key_of(const Raid& raid) { return {raid.name}; }
inline Key key_of(const Luks& luks) { return {luks.name}; }
inline Key key_of(const Tang& tang) { return {tang.url}; }
inline Key key_of(const Filesystem& filesystem) { return {filesystem.device}; }
inline Key key_of(const Unit& unit) { return {unit.name}; }
inline Key key_of(const Dropin& dropin) { return {dropin.name}; }
inline Key key_of(const Partition& partition) {
    if (partition.number != 0)
        return {{}, partition.number};
    return {name_in(partition.label), 0, partition.label.has_value()};
}

} // namespace ignite::config
