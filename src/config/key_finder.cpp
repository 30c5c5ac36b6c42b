#include "key_finder.h"

#include "ignite/core/quoted.h"
#include "keys.h"
#include "suggestion.h"

#include <array>
#include <cassert>
#include <optional>
#include <ranges>
#include <string>
#include <unordered_set>

namespace ignite::config {

namespace {

constexpr std::size_t most_fields = 24; // of one object

} // namespace

void KeyFinder::object(const json::Value& value, Fields fields, const Place& place) {
    if (value.kind() != json::Kind::object) { // only null gets this far
        report_
            .warn("null-object", place, "null stands where an object is expected; it is taken as not given")
            .position = {document_, value.place()};
        return;
    }
    // Of a key given twice the last counts, so each field remembers the last value it saw.
    assert(fields.size() <= most_fields);
    std::array<std::optional<json::Value>, most_fields> last;
    std::vector<json::Value> unknown;
    for (const json::Member member : value.members()) {
        const KeyText key{member.key};
        const auto field = std::ranges::find_if(
            fields, [&](const Field& one) { return one.key == key.view() && one.since <= version_; });
        if (field == fields.end())
            unknown.push_back(member.key);
        else if (!field->members.empty())
            last[static_cast<std::size_t>(field - fields.begin())] = member.value;
    }
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (last[i])
            look_into(*last[i], fields[i], place / fields[i].key);
    if (!unknown.empty())
        warn_about(unknown, fields, place);
}

void KeyFinder::look_into(const json::Value& value, const Field& field, const Place& place) {
    if (value.kind() == json::Kind::array) {
        std::size_t index = 0;
        for (const json::Value element : value.elements())
            object(element, field.members, place / index++);
    } else if (value.kind() == json::Kind::object ||
               (field.kind == FieldKind::object && version_ >= field.nullable_before)) {
        object(value, field.members, place);
    }
}

void KeyFinder::warn_about(const std::vector<json::Value>& keys, Fields fields, const Place& place) {
    std::unordered_set<std::string> seen;
    for (const json::Value& key : std::views::reverse(keys)) { // of a key given twice the last is shown
        std::string text = key.text();
        if (!seen.insert(text).second)
            continue;
        Finding& finding = report_.warn("unused-key", place / text, cat("unused key ", quoted(text)));
        finding.position = {document_, key.place()};
        if (const Field* const field = find_field(fields, text, version_)) {
            finding.text = cat("key ", text, " is not written as the spec does; it is taken as ", field->key);
            finding.hint = cat("write `", field->key, "`");
        } else {
            suggest(text, fields, finding);
        }
    }
}

// What the key may have been meant to be: a field of a later version, or one spelled much like it.
void KeyFinder::suggest(std::string_view key, Fields fields, Finding& finding) {
    Suggestion suggestion{key};
    for (const Field& field : fields) {
        if (field.since <= version_)
            suggestion.offer(field.key);
        else if (field.key == key)
            finding.hint = cat("`", key, "` came with version ", field.since.major, ".", field.since.minor,
                               " of the spec");
    }
    if (finding.hint.empty() && !suggestion.best().empty())
        finding.hint = cat("did you mean `", suggestion.best(), "`?");
}

} // namespace ignite::config
