// Looks for keys of a document that are in no field table.
#pragma once

#include "field.h"
#include "ignite/core/place.h"
#include "ignite/core/report.h"
#include "ignite/json/document.h"
#include "keys.h"
#include "suggestion.h"

#include <array>
#include <optional>
#include <ranges>
#include <string>
#include <unordered_set>
#include <vector>

namespace ignite::config {

class KeyFinder {
public:
    KeyFinder(std::uint32_t document, Version version, Report& report)
        : document_{document}, version_{version}, report_{report} {}

    template <class... Fields>
    void object(const json::Value& value, const std::tuple<Fields...>& table, const Place& place) {
        if (value.kind() != json::Kind::object) { // only null gets this far
            report_
                .warn("null-object", place,
                      "null stands where an object is expected; it is taken as not given")
                .position = {document_, value.place()};
            return;
        }
        // Of a key given twice the last counts, so each field remembers the last value it saw.
        std::array<std::optional<json::Value>, sizeof...(Fields)> last;
        std::vector<json::Value> unknown;
        for (const json::Member member : value.members()) {
            const KeyText key{member.key};
            std::size_t index = 0;
            const bool known = any_field(table, [&](const auto& field) {
                if (field.key == key.view() && field.since <= version_) {
                    last[index] = member.value;
                    return true;
                }
                ++index;
                return false;
            });
            if (!known)
                unknown.push_back(member.key);
        }
        std::size_t index = 0;
        for_each_field(table, [&](const auto& field) {
            if (const std::optional<json::Value>& found = last[index++])
                look_into(*found, field, place / field.key);
        });
        warn_about(unknown, table, place);
    }

private:
    template <class Field>
    void look_into(const json::Value& value, const Field& field, const Place& place) {
        if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(*field.table)>, NoTable>) {
            if (value.kind() == json::Kind::array) {
                std::size_t index = 0;
                for (const json::Value element : value.elements())
                    object(element, *field.table, place / index++);
            } else if (value.kind() == json::Kind::object ||
                       (is_object_field(field) && version_ >= field.nullable_before)) {
                object(value, *field.table, place);
            }
        }
    }

    template <class Member, class Table>
    static constexpr bool is_object_field(const Field<Member, Table>&) {
        return !List<MemberValue<Member>>;
    }

    template <class... Fields>
    void warn_about(const std::vector<json::Value>& keys, const std::tuple<Fields...>& table,
                    const Place& place) {
        std::unordered_set<std::string> seen;
        for (const json::Value& key : std::views::reverse(keys)) { // of a key given twice the last is shown
            std::string text = key.text();
            if (!seen.insert(text).second)
                continue;
            Finding& finding = report_.warn("unused-key", place / text, cat("unused key ", text));
            finding.position = {document_, key.place()};
            const auto in_use = with_field(table, text, version_, [&](const auto& field) {
                finding.text =
                    cat("key ", text, " is not written as the spec does; it is taken as ", field.key);
                finding.hint = cat("write `", field.key, "`");
            });
            if (!in_use)
                suggest(text, table, finding);
        }
    }

    // What the key may have been meant to be: a field of a later version, or one spelled much like it.
    template <class... Fields>
    void suggest(std::string_view key, const std::tuple<Fields...>& table, Finding& finding) {
        Suggestion suggestion{key};
        for_each_field(table, [&](const auto& field) {
            if (field.since <= version_)
                suggestion.offer(field.key);
            else if (field.key == key)
                finding.hint = cat("`", key, "` came with version ", field.since.major, ".",
                                   field.since.minor, " of the spec");
        });
        if (finding.hint.empty() && !suggestion.best().empty())
            finding.hint = cat("did you mean `", suggestion.best(), "`?");
    }

    std::uint32_t document_;
    Version version_;
    Report& report_;
};

} // namespace ignite::config
