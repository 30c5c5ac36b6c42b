// Fills the types of a config from a document, by field tables.
#pragma once

#include "field.h"
#include "ignite/core/place.h"
#include "ignite/core/report.h"
#include "ignite/json/document.h"
#include "keys.h"

#include <array>

namespace ignite::config {

inline std::string_view name_of_kind(const json::Value& value) {
    constexpr std::array names = {"null",     "a boolean", "a boolean", "a number",
                                  "a string", "a list",    "an object"};
    return names[static_cast<std::size_t>(value.kind())];
}

class Decoder {
public:
    Decoder(std::uint32_t document, Version version, Report& report)
        : document_{document}, version_{version}, report_{report} {}

    template <class Owner, class... Fields>
    void object(const json::Value& value, const std::tuple<Fields...>& table, Owner& out,
                const Place& place) {
        if (value.kind() == json::Kind::null) // behaves as an object without members
            return;
        if (value.kind() != json::Kind::object)
            return mismatch(value, place, "an object");
        for (const json::Member member : value.members()) {
            const KeyText key{member.key};
            with_field(table, key.view(), version_, [&](const auto& field) {
                decode(member.value, field, out.*field.member, place / field.key);
            });
        }
    }

private:
    template <class Field>
    void decode(const json::Value& value, const Field&, std::string& out, const Place& place) {
        text(value, out, place);
    }

    template <class Field>
    void decode(const json::Value& value, const Field&, std::int64_t& out, const Place& place) {
        if (value.kind() != json::Kind::null)
            integer(value, out, place);
    }

    template <class Field>
    void decode(const json::Value& value, const Field& field, OptionalText& out, const Place& place) {
        if (value.kind() == json::Kind::null) {
            if (version_ >= field.optional_since)
                out.reset();
        } else if (value.kind() == json::Kind::string) {
            out = value.text();
        } else {
            mismatch(value, place, "a string");
        }
    }

    template <class Field>
    void decode(const json::Value& value, const Field&, OptionalNumber& out, const Place& place) {
        if (value.kind() == json::Kind::null)
            return out.reset();
        std::int64_t number = 0;
        if (integer(value, number, place))
            out = number;
    }

    template <class Field>
    void decode(const json::Value& value, const Field&, OptionalFlag& out, const Place& place) {
        if (value.kind() == json::Kind::null)
            return out.reset();
        if (value.kind() != json::Kind::true_value && value.kind() != json::Kind::false_value)
            return mismatch(value, place, "true or false");
        out = value.kind() == json::Kind::true_value;
    }

    template <class Field, class Element>
    void decode(const json::Value& value, const Field& field, std::vector<Element>& out, const Place& place) {
        out.clear(); // of the same key given twice, the last list counts
        if (value.kind() == json::Kind::null)
            return;
        if (value.kind() != json::Kind::array)
            return mismatch(value, place, "a list");
        out.reserve(value.elements().count());
        for (const json::Value element_value : value.elements()) {
            Element& element = out.emplace_back();
            const Place element_place = place / (out.size() - 1);
            if constexpr (std::is_same_v<Element, std::string>) {
                text(element_value, element, element_place);
            } else {
                element.position = {document_, element_value.place()};
                object(element_value, *field.table, element, element_place);
            }
        }
    }

    template <class Field, Object Owner>
    void decode(const json::Value& value, const Field& field, Owner& out, const Place& place) {
        if (value.kind() == json::Kind::null && version_ < field.nullable_before) {
            out = {};
            return;
        }
        if constexpr (requires { out.position; })
            out.position = {document_, value.place()};
        if constexpr (requires { out.given; })
            out.given = true;
        object(value, *field.table, out, place);
    }

    void text(const json::Value& value, std::string& out, const Place& place) {
        if (value.kind() == json::Kind::string)
            out = value.text();
        else if (value.kind() != json::Kind::null)
            mismatch(value, place, "a string");
    }

    bool integer(const json::Value& value, std::int64_t& out, const Place& place) {
        const std::optional<std::int64_t> number =
            value.kind() == json::Kind::number ? value.integer() : std::optional<std::int64_t>{};
        if (number)
            out = *number;
        else
            mismatch(value, place, "a whole number");
        return number.has_value();
    }

    void mismatch(const json::Value& value, const Place& place, std::string_view wanted) {
        std::string text = cat(place, " must be ", wanted, ", not ", name_of_kind(value));
        if (value.kind() == json::Kind::number)
            text = cat(place, " must be ", wanted, ", not ", value.raw().substr(0, 24));
        // The reference gives no path here, and stops at the first.
        Finding& finding = report_.add(Severity::error, "type", {}, std::move(text));
        finding.position = {document_, value.place()};
        finding.voice = found_ ? Voice::ours : Voice::reference;
        found_ = true;
    }

    std::uint32_t document_;
    Version version_;
    Report& report_;
    bool found_ = false;
};

} // namespace ignite::config
