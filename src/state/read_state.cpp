#include "ignite/state/state.h"

#include "ignite/system/small_file.h"
#include "reading.h"

namespace ignite::state {

namespace {

using json::Kind;
using json::Value;

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
    result.places = text(find(*object, "places"));
    return result;
}

State parse(const Value& root) {
    State state;
    state.fetched_configs = read_fetched(find(root, "fetchedConfigs"));
    state.luks_persist_key_files = map(find(root, "luksPersistKeyFiles"));
    state.notated_directories = names(find(root, "notatedDirectories"));
    for_each_element(find(root, "providerOutputFiles"), [&](const Value& element) {
        const std::optional<Value> contents = find(element, "contents");
        state.provider_files.push_back({.path = text(find(element, "path")),
                                        .mode = number(find(element, "mode")),
                                        .contents = contents ? text(find(*contents, "source")) : ""});
    });
    state.luks_persist_volume_key_files = map(find(root, "luksPersistVolumeKeyFiles"));
    const std::optional<Value> ours = find(root, "ignite");
    if (!ours)
        return state;
    state.stages = read_stages(find(*ours, "stages"));
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
