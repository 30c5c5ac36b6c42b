#include "ignite/state/state.h"

#include "ignite/json/document.h"
#include "ignite/system/small_file.h"

namespace ignite::state {

namespace {

using json::Kind;
using json::Value;

// Nobody but us writes this file: a value of another kind reads as one that is not there.
std::optional<Value> find(const Value& object, std::string_view key) {
    if (object.kind() != Kind::object)
        return std::nullopt;
    for (const json::Member& member : object.members())
        if (member.key.is_text(key))
            return member.value;
    return std::nullopt;
}

std::string text(const std::optional<Value>& value) {
    return value && value->kind() == Kind::string ? value->text() : std::string{};
}

std::int64_t number(const std::optional<Value>& value) {
    return value && value->kind() == Kind::number ? value->integer().value_or(0) : 0;
}

template <class Take>
void for_each_element(const std::optional<Value>& array, Take&& take) {
    if (array && array->kind() == Kind::array)
        for (const Value& element : array->elements())
            take(element);
}

std::vector<std::string> names(const std::optional<Value>& array) {
    std::vector<std::string> result;
    for_each_element(array, [&](const Value& element) { result.push_back(text(element)); });
    return result;
}

std::map<std::string, std::string> map(const std::optional<Value>& object) {
    std::map<std::string, std::string> result;
    if (object && object->kind() == Kind::object)
        for (const json::Member& member : object->members())
            result.emplace(member.key.text(), text(member.value));
    return result;
}

Origins origins(const std::optional<Value>& object) {
    Origins result;
    if (!object)
        return result;
    result.documents = names(find(*object, "documents"));
    std::vector<std::uint64_t> numbers;
    for_each_element(find(*object, "places"), [&](const Value& element) {
        numbers.push_back(static_cast<std::uint64_t>(number(element)));
    });
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3)
        result.places.push_back({.document = static_cast<std::uint32_t>(numbers[i]),
                                 .line = numbers[i + 1],
                                 .column = numbers[i + 2]});
    return result;
}

State parse(const Value& root) {
    State state;
    for_each_element(find(root, "fetchedConfigs"), [&](const Value& element) {
        const std::optional<Value> referenced = find(element, "referenced");
        state.fetched_configs.push_back({.kind = text(find(element, "kind")),
                                         .source = text(find(element, "source")),
                                         .referenced = referenced && referenced->kind() == Kind::true_value});
    });
    state.luks_persist_key_files = map(find(root, "luksPersistKeyFiles"));
    state.notated_directories = names(find(root, "notatedDirectories"));
    state.luks_persist_volume_key_files = map(find(root, "luksPersistVolumeKeyFiles"));
    const std::optional<Value> ours = find(root, "ignite");
    if (!ours)
        return state;
    for_each_element(find(*ours, "stages"), [&](const Value& element) {
        state.stages.push_back(
            {.name = text(find(element, "name")), .milliseconds = number(find(element, "milliseconds"))});
    });
    state.origins = origins(find(*ours, "origins"));
    return state;
}

} // namespace

Result<State> load(const std::string& path) {
    const Result<std::string> bytes = system::read_small_file(path);
    if (!bytes && bytes.error().fault() == Fault::absent)
        return State{};
    if (!bytes)
        return tl::unexpected{Error{bytes.error()}.within("read the state of earlier stages")};
    const auto document = json::Document::parse(*bytes);
    if (!document || document->root().kind() != Kind::object)
        return fail(Fault::system, "read the state of earlier stages: ", path, " is not JSON");
    return parse(document->root());
}

} // namespace ignite::state
