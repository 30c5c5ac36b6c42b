#include "ignite/probe/machine_json.h"

#include "ignite/core/quoted.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <map>
#include <span>

namespace ignite::probe {

namespace {

using json::Value;
using json::Writer;

// -- how values become JSON and come back
//
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

tl::unexpected<Error> wrong(const Value& value, std::string_view wanted) {
    return fail(Fault::config, "at byte ", value.offset(), ": this has to be ", wanted);
}

Result<std::string> read_text(const Value& value) {
    if (value.kind() != json::Kind::string)
        return wrong(value, "a string");
    return value.text();
}

Result<std::uint64_t> read_number(const Value& value, std::uint64_t largest) {
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

constexpr std::array<std::string_view, 5> node_kinds = {"absent", "file", "directory", "symlink", "other"};

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

const void* in(const Field& field, const void* owner) { return field.in(const_cast<void*>(owner)); }

bool all_say_nothing(std::span<const Field> fields, const void* owner) {
    return std::ranges::all_of(
        fields, [&](const Field& field) { return field.codec->says_nothing(in(field, owner)); });
}

void write_fields(Writer& writer, std::span<const Field> fields, const void* owner) {
    writer.begin_object();
    for (const Field& field : fields)
        if (!field.codec->says_nothing(in(field, owner)))
            field.codec->write(writer.key(field.key), in(field, owner));
    writer.end_object();
}

Result<void> read_fields(const Value& json, std::span<const Field> fields, void* owner) {
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

// -- the fields: one table a struct, for both ways

template <class Owner>
constexpr std::array<Field, 0> fields; // each stands below

template <class T>
struct CodecOf {
    static bool says_nothing(const void* value) { return all_say_nothing(fields<T>, value); }
    static void write(Writer& writer, const void* value) { write_fields(writer, fields<T>, value); }
    static Result<void> read(const Value& json, void* value) { return read_fields(json, fields<T>, value); }
};

template <>
constexpr std::array fields<plan::Partition> = {
    field<&plan::Partition::number>("number"), field<&plan::Partition::start>("start"),
    field<&plan::Partition::length>("length"), field<&plan::Partition::type>("type"),
    field<&plan::Partition::id>("id"),         field<&plan::Partition::label>("label"),
    field<&plan::Partition::use>("use"),
};

template <>
constexpr std::array fields<plan::Disk> = {
    field<&plan::Disk::device>("device"),
    field<&plan::Disk::alias>("alias"),
    field<&plan::Disk::node>("node"),
    field<&plan::Disk::sector_size>("sectorSize"),
    field<&plan::Disk::length>("length"),
    field<&plan::Disk::table_name>("table"),
    field<&plan::Disk::damages>("damages"),
    field<&plan::Disk::unfinished>("unfinished"),
    field<&plan::Disk::first_usable>("firstUsable"),
    field<&plan::Disk::last_usable>("lastUsable"),
    field<&plan::Disk::slots>("slots"),
    field<&plan::Disk::partitions>("partitions"),
    field<&plan::Disk::use>("use"),
};

template <>
constexpr std::array fields<plan::Signature> = {
    field<&plan::Signature::type>("type"),
    field<&plan::Signature::uuid>("uuid"),
    field<&plan::Signature::label>("label"),
};

template <>
constexpr std::array fields<plan::Encryption> = {
    field<&plan::Encryption::version>("version"),
    field<&plan::Encryption::discards>("discards"),
};

// What a plan promises is no part of it.
template <>
constexpr std::array fields<plan::OpenedVolume> = {
    field<&plan::OpenedVolume::name>("name"),
    field<&plan::OpenedVolume::node>("node"),
    field<&plan::OpenedVolume::on>("on"),
    field<&plan::OpenedVolume::use>("use"),
};

template <>
constexpr std::array fields<plan::RaidMember> = {
    field<&plan::RaidMember::array>("array"),      field<&plan::RaidMember::name>("name"),
    field<&plan::RaidMember::level>("level"),      field<&plan::RaidMember::members>("members"),
    field<&plan::RaidMember::is_spare>("isSpare"),
};

template <>
constexpr std::array fields<plan::Device> = {
    field<&plan::Device::device>("device"),
    field<&plan::Device::alias>("alias"),
    field<&plan::Device::node>("node"),
    field<&plan::Device::signature>("signature"),
    field<&plan::Device::encryption>("encryption"),
    field<&plan::Device::raid>("raid"),
    field<&plan::Device::doubt>("doubt"),
    field<&plan::Device::unfinished>("unfinished"),
    field<&plan::Device::use>("use"),
};

template <>
constexpr std::array fields<plan::MountPlace> = {
    field<&plan::MountPlace::path>("path"),
    field<&plan::MountPlace::missing>("missing"),
    field<&plan::MountPlace::obstacle>("obstacle"),
    field<&plan::MountPlace::mounted>("mounted"),
};

template <>
constexpr std::array fields<plan::BlockDevices> = {
    field<&plan::BlockDevices::disks>("disks"),     field<&plan::BlockDevices::devices>("devices"),
    field<&plan::BlockDevices::volumes>("volumes"), field<&plan::BlockDevices::means>("means"),
    field<&plan::BlockDevices::places>("places"),   field<&plan::BlockDevices::arrays>("arrays"),
};

template <>
constexpr std::array fields<plan::UserState> = {
    field<&plan::UserState::exists>("exists"),
    field<&plan::UserState::uid>("uid"),
    field<&plan::UserState::gid>("gid"),
    field<&plan::UserState::home>("home"),
};

template <>
constexpr std::array fields<plan::GroupState> = {
    field<&plan::GroupState::exists>("exists"),
    field<&plan::GroupState::gid>("gid"),
};

template <>
constexpr std::array fields<plan::NodeState> = {
    field<&plan::NodeState::kind>("kind"),   field<&plan::NodeState::size>("size"),
    field<&plan::NodeState::uid>("uid"),     field<&plan::NodeState::gid>("gid"),
    field<&plan::NodeState::mode>("mode"),   field<&plan::NodeState::device>("device"),
    field<&plan::NodeState::inode>("inode"), field<&plan::NodeState::text>("text"),
};

// What a step promises is no part of a machine that somebody looked at.
template <>
constexpr std::array fields<plan::NodeFound> = {
    field<&plan::NodeFound::path>("path"),
    field<&plan::NodeFound::now>("now"),
    field<&plan::NodeFound::before>("before"),
    field<&plan::NodeFound::first_missing>("firstMissing"),
};

template <>
constexpr std::array fields<plan::Record> = {
    field<&plan::Record::originals>("originals"),
    field<&plan::Record::begun_homes>("begunHomes"),
    field<&plan::Record::enabled_units>("enabledUnits"),
    field<&plan::Record::notated_directories>("notatedDirectories"),
    field<&plan::Record::finished_in>("finishedIn"),
    field<&plan::Record::made_directory>("madeDirectory"),
};

template <>
constexpr std::array fields<plan::RootTree> = {
    field<&plan::RootTree::users>("users"),   field<&plan::RootTree::groups>("groups"),
    field<&plan::RootTree::nodes>("nodes"),   field<&plan::RootTree::enabled>("enabled"),
    field<&plan::RootTree::record>("record"), field<&plan::RootTree::policy>("policy"),
    field<&plan::RootTree::report>("report"), field<&plan::RootTree::live_image>("liveImage"),
};

template <>
constexpr std::array fields<plan::Machine> = {
    field<&plan::Machine::blocks>("blocks"),
    field<&plan::Machine::root>("root"),
};

// What not everybody may read in the new root, the account databases above all, is not for a report either.
// No plan shows it.
void hide_contents(plan::NodeState& node) {
    constexpr std::uint32_t readable_by_all = 0004;
    if (node.kind == plan::NodeKind::file && (node.mode & readable_by_all) == 0)
        node.text.clear();
}

plan::RootTree without_secrets(plan::RootTree tree) {
    for (auto& [path, node] : tree.nodes) {
        hide_contents(node.now);
        hide_contents(node.before);
    }
    for (auto& [path, node] : tree.record.originals)
        hide_contents(node);
    return tree;
}

// What is not written because it follows.
void complete(plan::Machine& machine) {
    for (plan::Disk& disk : machine.blocks.disks)
        disk.table = disk.table_name.empty()    ? plan::TableKind::none
                     : disk.table_name == "gpt" ? plan::TableKind::gpt
                                                : plan::TableKind::foreign;
}

} // namespace

std::string write_machine(const plan::Machine& machine) {
    std::string out;
    Writer writer{out, json::Layout::indented};
    const plan::Machine shown{machine.blocks, without_secrets(machine.root)};
    codec<plan::Machine>.write(writer, &shown);
    out += '\n';
    return out;
}

void write_disk(Writer& writer, const plan::Disk& disk) { codec<plan::Disk>.write(writer, &disk); }

Result<plan::Machine> read_machine(std::string_view text) {
    const auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::config, "at byte ", document.error().offset, ": ", document.error().text);
    plan::Machine machine;
    TRY(codec<plan::Machine>.read(document->root(), &machine));
    complete(machine);
    return machine;
}

} // namespace ignite::probe
