#include "ignite/probe/machine_json.h"

#include "ignite/core/quoted.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"

#include <concepts>
#include <utility>

namespace ignite::probe {

namespace {

using json::Value;
using json::Writer;

template <class T>
concept Number = std::unsigned_integral<T> && !std::same_as<T, bool>;

// -- the fields: one list for reading and writing

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Partition*> auto, Visit visit) {
    visit("number", one.number);
    visit("start", one.start.index);
    visit("length", one.length.count);
    visit("type", one.type);
    visit("id", one.id);
    visit("label", one.label);
    visit("use", one.use);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Disk*> auto, Visit visit) {
    visit("device", one.device);
    visit("alias", one.alias);
    visit("node", one.node);
    visit("sectorSize", one.sector_size.bytes);
    visit("length", one.length.count);
    visit("table", one.table_name);
    visit("damages", one.damages);
    visit("firstUsable", one.first_usable.index);
    visit("lastUsable", one.last_usable.index);
    visit("slots", one.slots);
    visit("partitions", one.partitions);
    visit("use", one.use);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Signature*> auto, Visit visit) {
    visit("type", one.type);
    visit("uuid", one.uuid);
    visit("label", one.label);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Encryption*> auto, Visit visit) {
    visit("version", one.version);
    visit("discards", one.discards);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::OpenedVolume*> auto, Visit visit) {
    visit("name", one.name);
    visit("node", one.node);
    visit("on", one.on);
    visit("use", one.use);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Device*> auto, Visit visit) {
    visit("device", one.device);
    visit("alias", one.alias);
    visit("node", one.node);
    visit("signature", one.signature);
    visit("encryption", one.encryption);
    visit("doubt", one.doubt);
    visit("unfinished", one.unfinished);
    visit("use", one.use);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::MountPlace*> auto, Visit visit) {
    visit("path", one.path);
    visit("missing", one.missing);
    visit("obstacle", one.obstacle);
    visit("mounted", one.mounted);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::BlockDevices*> auto, Visit visit) {
    visit("disks", one.disks);
    visit("devices", one.devices);
    visit("volumes", one.volumes);
    visit("means", one.means);
    visit("places", one.places);
    visit("arrays", one.arrays);
}

template <class Visit>
void fields_of(auto& one, std::same_as<plan::Machine*> auto, Visit visit) {
    visit("blocks", one.blocks);
}

template <class One, class Visit>
void each_field(One& one, Visit visit) {
    fields_of(one, static_cast<std::remove_const_t<One>*>(nullptr), visit);
}

// -- writing

bool says_nothing(const std::string& text) { return text.empty(); }
bool says_nothing(const Guid& guid) { return guid.is_zero(); }
bool says_nothing(std::same_as<bool> auto truth) { return !truth; }
bool says_nothing(Number auto) { return false; }
bool says_nothing(const plan::BlockDevices&) { return false; }
template <class Element>
bool says_nothing(const std::vector<Element>& list) {
    return list.empty();
}
template <class Inner>
bool says_nothing(const std::optional<Inner>& inner) {
    return !inner;
}

void write(Writer& writer, const std::string& text) { writer.value(text); }
void write(Writer& writer, const Guid& guid) { writer.value(guid.text()); }
void write(Writer& writer, std::same_as<bool> auto truth) { writer.value(truth); }
void write(Writer& writer, Number auto number) { writer.value(number); }

template <class Object>
    requires std::is_aggregate_v<Object>
void write(Writer& writer, const Object& object);

template <class Element>
void write(Writer& writer, const std::vector<Element>& list) {
    writer.begin_array();
    for (const Element& element : list)
        write(writer, element);
    writer.end_array();
}

template <class Inner>
void write(Writer& writer, const std::optional<Inner>& inner) {
    write(writer, *inner);
}

template <class Object>
    requires std::is_aggregate_v<Object>
void write(Writer& writer, const Object& object) {
    writer.begin_object();
    each_field(object, [&](std::string_view key, const auto& field) {
        if (says_nothing(field))
            return;
        writer.key(key);
        write(writer, field);
    });
    writer.end_object();
}

// -- reading

tl::unexpected<Error> wrong(const Value& value, std::string_view wanted) {
    return fail(Fault::config, "at byte ", value.offset(), ": this has to be ", wanted);
}

Result<void> read(const Value& value, std::string& out) {
    if (value.kind() != json::Kind::string)
        return wrong(value, "a string");
    out = value.text();
    return {};
}

Result<void> read(const Value& value, Guid& out) {
    std::string text;
    TRY(read(value, text));
    const auto guid = Guid::parse(text);
    if (!guid)
        return wrong(value, "a GUID");
    out = *guid;
    return {};
}

Result<void> read(const Value& value, std::same_as<bool> auto& out) {
    if (value.kind() != json::Kind::true_value && value.kind() != json::Kind::false_value)
        return wrong(value, "true or false");
    out = value.kind() == json::Kind::true_value;
    return {};
}

Result<void> read(const Value& value, Number auto& out) {
    const auto number = value.kind() == json::Kind::number ? value.integer() : std::nullopt;
    if (!number || !std::in_range<std::remove_reference_t<decltype(out)>>(*number))
        return wrong(value, "a whole number that is not too large");
    out = static_cast<std::remove_reference_t<decltype(out)>>(*number);
    return {};
}

template <class Object>
    requires std::is_aggregate_v<Object>
Result<void> read(const Value& value, Object& out);

template <class Element>
Result<void> read(const Value& value, std::vector<Element>& out) {
    if (value.kind() != json::Kind::array)
        return wrong(value, "a list");
    for (const Value element : value.elements())
        TRY(read(element, out.emplace_back()));
    return {};
}

template <class Inner>
Result<void> read(const Value& value, std::optional<Inner>& out) {
    return read(value, out.emplace());
}

template <class Object>
    requires std::is_aggregate_v<Object>
Result<void> read(const Value& value, Object& out) {
    if (value.kind() != json::Kind::object)
        return wrong(value, "an object");
    for (const json::Member member : value.members()) {
        bool known = false;
        Result<void> done;
        each_field(out, [&](std::string_view key, auto& field) {
            if (!member.key.is_text(key))
                return;
            known = true;
            done = read(member.value, field).map_error(within(key));
        });
        if (!known)
            return fail(Fault::config, "at byte ", member.key.offset(), ": nobody knows the key ",
                        quoted(member.key.text()));
        TRY(std::move(done));
    }
    return {};
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
    write(writer, machine);
    out += '\n';
    return out;
}

Result<plan::Machine> read_machine(std::string_view text) {
    const auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::config, "at byte ", document.error().offset, ": ", document.error().text);
    plan::Machine machine;
    TRY(read(document->root(), machine));
    complete(machine);
    return machine;
}

} // namespace ignite::probe
