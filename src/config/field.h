// One member of an object of the config: its key, where it lives, and what differs between versions.
// Everything we do with all members (decode, look for unknown keys, check uniqueness, merge, write) is a loop
// over tables of these.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/version.h"

#include <string_view>
#include <tuple>
#include <type_traits>

namespace ignite::config {

inline constexpr Version v3_0{3, 0};
inline constexpr Version v3_1{3, 1};
inline constexpr Version v3_2{3, 2};
inline constexpr Version v3_3{3, 3};
inline constexpr Version v3_4{3, 4};
inline constexpr Version v3_5{3, 5};
inline constexpr Version v3_6{3, 6};
inline constexpr Version v3_7{3, 7};
inline constexpr Version newest = v3_7;
inline constexpr Version for_ever{99, 0};

// Whether the elements of a list are told apart by a key, so that they merge and may not repeat.
enum class Repeats : std::uint8_t { refused, allowed };

// Lists of one object that share their keys: a path is a file, a directory or a link.
enum class NameSpace : std::uint8_t { own, shared };

template <class Member, class Table>
struct Field {
    std::string_view key;
    Member member;
    const Table* table; // of the object, or of the elements of the list; null for the rest

    Version since = v3_0;
    Version optional_since = v3_0;  // before: a plain string, which null leaves alone and absence makes ""
    Version nullable_before = v3_0; // before: an object that null makes absent, without a warning
    Repeats repeats = Repeats::refused;
    NameSpace name_space = NameSpace::own;

    constexpr Field with_since(Version version) const {
        Field field = *this;
        field.since = version;
        return field;
    }
    constexpr Field plain_until(Version version) const {
        Field field = *this;
        field.optional_since = version;
        return field;
    }
    constexpr Field nullable_until(Version version) const {
        Field field = *this;
        field.nullable_before = version;
        return field;
    }
    constexpr Field with_repeats() const {
        Field field = *this;
        field.repeats = Repeats::allowed;
        return field;
    }
    constexpr Field in_shared_name_space() const {
        Field field = *this;
        field.name_space = NameSpace::shared;
        return field;
    }
};

using NoTable = std::tuple<>;

template <class Member>
constexpr Field<Member, NoTable> field(std::string_view key, Member member) {
    return {key, member, nullptr};
}

// A member that is an object, or a list of objects.
template <class Member, class Table>
constexpr Field<Member, Table> field(std::string_view key, Member member, const Table& table) {
    return {key, member, &table};
}

// Calls `visit` with every field of a table, in order.
template <class... Fields, class Visit>
constexpr void for_each_field(const std::tuple<Fields...>& table, Visit&& visit) {
    std::apply([&](const auto&... fields) { (visit(fields), ...); }, table);
}

// The same until `visit` says true; whether it did.
template <class... Fields, class Visit>
constexpr bool any_field(const std::tuple<Fields...>& table, Visit&& visit) {
    return std::apply([&](const auto&... fields) { return (visit(fields) || ...); }, table);
}

template <class Member>
struct MemberOf;
template <class Owner, class Value>
struct MemberOf<Value Owner::*> {
    using type = Value;
};
template <class Member>
using MemberValue = typename MemberOf<Member>::type; // of `Value Owner::*`: Value

template <class T>
struct IsVector : std::false_type {};
template <class Element>
struct IsVector<std::vector<Element>> : std::true_type {};

template <class T>
concept Text = std::is_same_v<T, std::string> || std::is_same_v<T, OptionalText>;
template <class T>
concept Optional =
    std::is_same_v<T, OptionalText> || std::is_same_v<T, OptionalNumber> || std::is_same_v<T, OptionalFlag>;
template <class T>
concept Scalar = Optional<T> || std::is_same_v<T, std::string> || std::is_same_v<T, std::int64_t>;
template <class T>
concept List = IsVector<T>::value;
template <class T>
concept Object = !Scalar<T> && !List<T>;

} // namespace ignite::config
