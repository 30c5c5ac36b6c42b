// One member of an object of the config: its key, where it lives, and what differs between versions.
// Everything we do with all members (decode, look for unknown keys, check uniqueness, merge, write) is a loop
// over tables of these. The loops do not know the types of the objects: an object is the address of one, and
// what its fields say about it.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/version.h"
#include "shape.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
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

// What a member is kept as.
enum class FieldKind : std::uint8_t {
    text,            // std::string
    number,          // std::int64_t
    optional_text,   // OptionalText
    optional_number, // OptionalNumber
    optional_flag,   // OptionalFlag
    texts,           // TextList
    object,          // a type of its own
    objects,         // a vector of these
};

constexpr bool is_list(FieldKind kind) { return kind == FieldKind::texts || kind == FieldKind::objects; }

// Whether the elements of a list are told apart by a key, so that they merge and may not repeat.
enum class Repeats : std::uint8_t { refused, allowed };

// Lists of one object that share their keys: a path is a file, a directory or a link.
enum class NameSpace : std::uint8_t { own, shared };

struct Field;
using Fields = std::span<const Field>;

struct Field {
    std::string_view key;
    FieldKind kind;
    Repeats repeats = Repeats::refused;
    NameSpace name_space = NameSpace::own;
    void* (*address)(void* owner);
    const Shape* shape = nullptr; // of the object, or of the elements of the list; null for the rest
    Fields members;               // of the same

    Version since = v3_0;
    Version optional_since = v3_0;  // before: a plain string, which null leaves alone and absence makes ""
    Version nullable_before = v3_0; // before: an object that null makes absent, without a warning

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

    // The member of an owner: as what its kind says it is, or as an address.
    template <class Value>
    Value& of(void* owner) const {
        return *static_cast<Value*>(address(owner));
    }
    template <class Value>
    const Value& of(const void* owner) const {
        return of<Value>(const_cast<void*>(owner));
    }
    const void* in(const void* owner) const { return address(const_cast<void*>(owner)); }
    void* in(void* owner) const { return address(owner); }

    Elements elements(const void* owner) const { return shape->elements(const_cast<void*>(in(owner))); }
};

template <class Member>
struct MemberOf;
template <class OwnerType, class ValueType>
struct MemberOf<ValueType OwnerType::*> {
    using Owner = OwnerType;
    using Value = ValueType;
};

template <class T>
struct ElementOf {
    using type = void;
};
template <class Element>
struct ElementOf<std::vector<Element>> {
    using type = Element;
};

template <class Value>
constexpr FieldKind kind_of() {
    if constexpr (std::is_same_v<Value, std::string>)
        return FieldKind::text;
    else if constexpr (std::is_same_v<Value, std::int64_t>)
        return FieldKind::number;
    else if constexpr (std::is_same_v<Value, OptionalText>)
        return FieldKind::optional_text;
    else if constexpr (std::is_same_v<Value, OptionalNumber>)
        return FieldKind::optional_number;
    else if constexpr (std::is_same_v<Value, OptionalFlag>)
        return FieldKind::optional_flag;
    else if constexpr (std::is_same_v<Value, TextList>)
        return FieldKind::texts;
    else
        return std::is_void_v<typename ElementOf<Value>::type> ? FieldKind::object : FieldKind::objects;
}

// Of an owner that is derived from the member's class, the base comes first, so their addresses are the same.
template <auto member>
constexpr Field bare_field(std::string_view key) {
    using Value = typename MemberOf<decltype(member)>::Value;
    Field field{.key = key, .kind = kind_of<Value>(), .address = [](void* owner) -> void* {
                    return &(static_cast<typename MemberOf<decltype(member)>::Owner*>(owner)->*member);
                }};
    if constexpr (is_list(kind_of<Value>()))
        field.shape = &shape_of<typename ElementOf<Value>::type>;
    else if constexpr (kind_of<Value>() == FieldKind::object)
        field.shape = &shape_of<Value>;
    return field;
}

template <auto member>
constexpr Field field(std::string_view key) {
    static_assert(bare_field<member>("").kind < FieldKind::object, "an object needs its members");
    return bare_field<member>(key);
}

// A member that is an object, or a list of objects.
template <auto member>
constexpr Field field(std::string_view key, Fields members) {
    static_assert(bare_field<member>("").kind >= FieldKind::object, "only objects have members");
    Field field = bare_field<member>(key);
    field.members = members;
    return field;
}

// The rows of one table and of another.
template <std::size_t m, std::size_t n>
constexpr std::array<Field, m + n> operator+(const std::array<Field, m>& first,
                                             const std::array<Field, n>& second) {
    std::array<Field, m + n> both{};
    std::ranges::copy(first, both.begin());
    std::ranges::copy(second, both.begin() + m);
    return both;
}

} // namespace ignite::config
