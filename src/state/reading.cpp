#include "reading.h"

namespace ignite::state {

using json::Kind;
using json::Value;

std::optional<Value> find(const Value& object, std::string_view key) {
    if (object.kind() != Kind::object)
        return std::nullopt;
    for (const json::Member& member : object.members())
        if (member.key.is_text(key))
            return member.value;
    return std::nullopt;
}

std::optional<Value> find(const std::optional<Value>& object, std::string_view key) {
    return object ? find(*object, key) : std::nullopt;
}

std::string text(const std::optional<Value>& value) {
    return value && value->kind() == Kind::string ? value->text() : std::string{};
}

std::int64_t number(const std::optional<Value>& value) {
    return value && value->kind() == Kind::number ? value->integer().value_or(0) : 0;
}

bool is_true(const std::optional<Value>& value) { return value && value->kind() == Kind::true_value; }

std::vector<std::string> names(const std::optional<Value>& array) {
    std::vector<std::string> result;
    for_each_element(array, [&](const Value& element) { result.push_back(text(element)); });
    return result;
}

std::vector<FetchedConfig> read_fetched(const std::optional<Value>& array) {
    std::vector<FetchedConfig> result;
    for_each_element(array, [&](const Value& element) {
        result.push_back({.kind = text(find(element, "kind")),
                          .source = text(find(element, "source")),
                          .referenced = is_true(find(element, "referenced"))});
    });
    return result;
}

std::vector<StageRun> read_stages(const std::optional<Value>& array) {
    std::vector<StageRun> result;
    for_each_element(array, [&](const Value& element) {
        StageRun run{.name = text(find(element, "name")),
                     .milliseconds = number(find(element, "milliseconds"))};
        for_each_element(find(element, "steps"), [&](const Value& steps) {
            run.steps.push_back({.kind = text(find(steps, "kind")),
                                 .count = static_cast<std::uint64_t>(number(find(steps, "count"))),
                                 .milliseconds = number(find(steps, "milliseconds"))});
        });
        result.push_back(std::move(run));
    });
    return result;
}

} // namespace ignite::state
