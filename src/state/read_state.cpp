#include "ignite/state/state.h"

#include "ignite/system/small_file.h"
#include "reading.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

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

// A file in which one of them is something else is not one of ours.
struct Kept {
    std::string_view key;
    Kind kind;
};
constexpr std::array all_kept = {
    Kept{"fetchedConfigs", Kind::array},
    Kept{"luksPersistKeyFiles", Kind::object},
    Kept{"notatedDirectories", Kind::array},
    Kept{"providerOutputFiles", Kind::array},
    Kept{"luksPersistVolumeKeyFiles", Kind::object},
};

bool is_state(const Value& root) {
    return root.kind() == Kind::object && std::ranges::all_of(all_kept, [&](const Kept& kept) {
               const std::optional<Value> value = find(root, kept.key);
               return !value || value->kind() == kept.kind || value->kind() == Kind::null;
           });
}

State parse(const Value& root) {
    State state;
    state.fetched_configs = read_fetched(find(root, "fetchedConfigs"));
    state.luks_persist_key_files = map(find(root, "luksPersistKeyFiles"));
    state.notated_directories = names(find(root, "notatedDirectories"));
    for_each_element(find(root, "providerOutputFiles"), [&](const Value& element) {
        const std::optional<Value> contents = find(element, "contents");
        state.provider_files.push_back({.path = text(find(element, "path")),
                                        .mode = find(element, "mode") ? number(find(element, "mode")) : 0644,
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
    if (!bytes && bytes.error().code() == ENOENT)
        return State{};
    if (!bytes)
        return tl::unexpected{Error{bytes.error()}.within("read the state of earlier stages")};
    const auto document = json::Document::parse(*bytes);
    if (!document)
        return fail(Fault::system, "read the state of earlier stages: ", path, " is not JSON");
    if (document->root().kind() == Kind::null)
        return State{};
    if (!is_state(document->root()))
        return fail(Fault::system, "read the state of earlier stages: ", path, " holds something else");
    return parse(document->root());
}

} // namespace ignite::state
