// How structs become JSON and come back, by tables of their fields. What a table is not yet there for does
// not compile.
#pragma once

#include "ignite/core/quoted.h"
#include "ignite/core/result.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"
#include "ignite/plan/machine.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::probe {

using json::Value;
using json::Writer;

// By tables and pointers to functions, because this is read by people and rarely run: templates that unroll
// every struct make ten times the code.

struct Codec {
    bool (*says_nothing)(const void* value); // then it is not written
    void (*write)(Writer& writer, const void* value);
    Result<void> (*read)(const Value& json, void* value);
};

struct Field {
    std::string_view key;
    void* (*in)(void* owner);
    const Codec* codec;
};

template <class T>
struct CodecOf; // of a struct: its table of fields

template <class T>
constexpr Codec codec = {CodecOf<T>::says_nothing, CodecOf<T>::write, CodecOf<T>::read};

template <class Owner, class T>
T type_of_member(T Owner::*);
template <class Owner, class T>
Owner owner_of_member(T Owner::*);

template <auto member>
constexpr Field field(std::string_view key) {
    using Owner = decltype(owner_of_member(member));
    using T = decltype(type_of_member(member));
    return {key, [](void* owner) -> void* { return &(static_cast<Owner*>(owner)->*member); }, &codec<T>};
}

inline tl::unexpected<Error> wrong(const Value& value, std::string_view wanted) {
    return fail(Fault::config, "at byte ", value.offset(), ": this has to be ", wanted);
}

inline Result<std::string> read_text(const Value& value) {
    if (value.kind() != json::Kind::string)
        return wrong(value, "a string");
    return value.text();
}

inline Result<std::uint64_t> read_number(const Value& value, std::uint64_t largest) {
    const auto number = value.kind() == json::Kind::number ? value.integer() : std::nullopt;
    if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > largest)
        return wrong(value, "a whole number that is not too large");
    return static_cast<std::uint64_t>(*number);
}

// A value that is one number, in a struct of its own or bare.
template <class T, auto in>
struct NumberCodec {
    static bool says_nothing(const void* value) {
        return in(*static_cast<T*>(const_cast<void*>(value))) == 0;
    }
    static void write(Writer& writer, const void* value) {
        writer.value(std::uint64_t{in(*static_cast<T*>(const_cast<void*>(value)))});
    }
    static Result<void> read(const Value& json, void* value) {
        auto& number = in(*static_cast<T*>(value));
        using Number = std::remove_reference_t<decltype(number)>;
        number = static_cast<Number>(TRY(read_number(json, std::numeric_limits<Number>::max())));
        return {};
    }
};

template <std::unsigned_integral T>
struct CodecOf<T> : NumberCodec<T, [](T& number) -> T& { return number; }> {};
template <>
struct CodecOf<Lba> : NumberCodec<Lba, [](Lba& place) -> std::uint64_t& { return place.index; }> {};
template <>
struct CodecOf<Sectors>
    : NumberCodec<Sectors, [](Sectors& amount) -> std::uint64_t& { return amount.count; }> {};
template <>
struct CodecOf<SectorSize>
    : NumberCodec<SectorSize, [](SectorSize& size) -> std::uint32_t& { return size.bytes; }> {};

template <>
struct CodecOf<bool> {
    static bool says_nothing(const void* value) { return !*static_cast<const bool*>(value); }
    static void write(Writer& writer, const void* value) { writer.value(*static_cast<const bool*>(value)); }
    static Result<void> read(const Value& json, void* value) {
        if (json.kind() != json::Kind::true_value && json.kind() != json::Kind::false_value)
            return wrong(json, "true or false");
        *static_cast<bool*>(value) = json.kind() == json::Kind::true_value;
        return {};
    }
};

template <>
struct CodecOf<std::string> {
    static bool says_nothing(const void* value) { return static_cast<const std::string*>(value)->empty(); }
    static void write(Writer& writer, const void* value) {
        writer.value(*static_cast<const std::string*>(value));
    }
    static Result<void> read(const Value& json, void* value) {
        *static_cast<std::string*>(value) = TRY(read_text(json));
        return {};
    }
};

template <>
struct CodecOf<Guid> {
    static bool says_nothing(const void* value) { return static_cast<const Guid*>(value)->is_zero(); }
    static void write(Writer& writer, const void* value) {
        writer.value(static_cast<const Guid*>(value)->text());
    }
    static Result<void> read(const Value& json, void* value) {
        const auto guid = Guid::parse(TRY(read_text(json)));
        if (!guid)
            return wrong(json, "a GUID");
        *static_cast<Guid*>(value) = *guid;
        return {};
    }
};

inline constexpr std::array<std::string_view, 5> node_kinds = {"absent", "file", "directory", "symlink",
                                                               "other"};

template <>
struct CodecOf<plan::NodeKind> {
    static bool says_nothing(const void* value) {
        return *static_cast<const plan::NodeKind*>(value) == plan::NodeKind::absent;
    }
    static void write(Writer& writer, const void* value) {
        writer.value(node_kinds[static_cast<std::size_t>(*static_cast<const plan::NodeKind*>(value))]);
    }
    static Result<void> read(const Value& json, void* value) {
        const auto found = std::ranges::find(node_kinds, TRY(read_text(json)));
        if (found == node_kinds.end())
            return wrong(json, "a kind of node");
        *static_cast<plan::NodeKind*>(value) = static_cast<plan::NodeKind>(found - node_kinds.begin());
        return {};
    }
};

template <class T>
struct CodecOf<std::vector<T>> {
    using List = std::vector<T>;
    static bool says_nothing(const void* value) { return static_cast<const List*>(value)->empty(); }
    static void write(Writer& writer, const void* value) {
        writer.begin_array();
        for (const T& element : *static_cast<const List*>(value))
            codec<T>.write(writer, &element);
        writer.end_array();
    }
    static Result<void> read(const Value& json, void* value) {
        if (json.kind() != json::Kind::array)
            return wrong(json, "a list");
        for (const Value element : json.elements())
            TRY(codec<T>.read(element, &static_cast<List*>(value)->emplace_back()));
        return {};
    }
};

template <class T>
struct CodecOf<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static bool says_nothing(const void* value) { return static_cast<const Map*>(value)->empty(); }
    static void write(Writer& writer, const void* value) {
        writer.begin_object();
        for (const auto& [key, element] : *static_cast<const Map*>(value))
            codec<T>.write(writer.key(key), &element);
        writer.end_object();
    }
    static Result<void> read(const Value& json, void* value) {
        if (json.kind() != json::Kind::object)
            return wrong(json, "an object");
        for (const json::Member member : json.members()) {
            T& element = (*static_cast<Map*>(value))[member.key.text()];
            TRY(codec<T>.read(member.value, &element).map_error(within(member.key.text())));
        }
        return {};
    }
};

template <class T>
struct CodecOf<std::optional<T>> {
    using Maybe = std::optional<T>;
    static bool says_nothing(const void* value) { return !*static_cast<const Maybe*>(value); }
    static void write(Writer& writer, const void* value) {
        codec<T>.write(writer, &**static_cast<const Maybe*>(value));
    }
    static Result<void> read(const Value& json, void* value) {
        return codec<T>.read(json, &static_cast<Maybe*>(value)->emplace());
    }
};

inline const void* in(const Field& field, const void* owner) { return field.in(const_cast<void*>(owner)); }

inline bool all_say_nothing(std::span<const Field> fields, const void* owner) {
    return std::ranges::all_of(
        fields, [&](const Field& field) { return field.codec->says_nothing(in(field, owner)); });
}

inline void write_fields(Writer& writer, std::span<const Field> fields, const void* owner) {
    writer.begin_object();
    for (const Field& field : fields)
        if (!field.codec->says_nothing(in(field, owner)))
            field.codec->write(writer.key(field.key), in(field, owner));
    writer.end_object();
}

inline Result<void> read_fields(const Value& json, std::span<const Field> fields, void* owner) {
    if (json.kind() != json::Kind::object)
        return wrong(json, "an object");
    for (const json::Member member : json.members()) {
        const auto field =
            std::ranges::find_if(fields, [&](const Field& one) { return member.key.is_text(one.key); });
        if (field == fields.end())
            return fail(Fault::config, "at byte ", member.key.offset(), ": nobody knows the key ",
                        quoted(member.key.text()));
        TRY(field->codec->read(member.value, field->in(owner)).map_error(within(field->key)));
    }
    return {};
}

// The table of each struct is a specialization.
template <class Owner>
constexpr std::array<Field, 0> fields;

template <class T>
struct CodecOf {
    static bool says_nothing(const void* value) { return all_say_nothing(fields<T>, value); }
    static void write(Writer& writer, const void* value) { write_fields(writer, fields<T>, value); }
    static Result<void> read(const Value& json, void* value) { return read_fields(json, fields<T>, value); }
};

} // namespace ignite::probe
