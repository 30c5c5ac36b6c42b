#include "decoder.h"

#include "keys.h"

#include <array>

namespace ignite::config {

namespace {

std::string_view name_of_kind(const json::Value& value) {
    constexpr std::array names = {"null",     "a boolean", "a boolean", "a number",
                                  "a string", "a list",    "an object"};
    return names[static_cast<std::size_t>(value.kind())];
}

// As if it had never been there.
void reset(void* object, const Shape& shape, Fields members);

void reset(void* owner, const Field& field) {
    switch (field.kind) {
    case FieldKind::text:
        return field.of<std::string>(owner).clear();
    case FieldKind::number:
        field.of<std::int64_t>(owner) = 0;
        return;
    case FieldKind::optional_text:
        return field.of<OptionalText>(owner).reset();
    case FieldKind::optional_number:
        return field.of<OptionalNumber>(owner).reset();
    case FieldKind::optional_flag:
        return field.of<OptionalFlag>(owner).reset();
    case FieldKind::texts:
    case FieldKind::objects:
        return field.shape->resize(field.in(owner), 0);
    case FieldKind::object:
        return reset(field.in(owner), *field.shape, field.members);
    }
}

void reset(void* object, const Shape& shape, Fields members) {
    if (shape.position)
        *shape.position(object) = {};
    if (shape.given)
        *shape.given(object) = false;
    for (const Field& member : members)
        reset(object, member);
}

} // namespace

void Decoder::object(const json::Value& value, Fields fields, void* out, const Place& place) {
    if (value.kind() == json::Kind::null) // behaves as an object without members
        return;
    if (value.kind() != json::Kind::object)
        return mismatch(value, place, "an object");
    for (const json::Member given : value.members()) {
        const KeyText key{given.key};
        if (const Field* const field = find_field(fields, key.view(), version_))
            member(given.value, *field, out, place / field->key);
    }
}

void Decoder::member(const json::Value& value, const Field& field, void* owner, const Place& place) {
    switch (field.kind) {
    case FieldKind::text:
        return text(value, field.of<std::string>(owner), place);
    case FieldKind::number:
        if (value.kind() != json::Kind::null)
            integer(value, field.of<std::int64_t>(owner), place);
        return;
    case FieldKind::optional_text:
        return optional_text(value, field, field.of<OptionalText>(owner), place);
    case FieldKind::optional_number:
        return optional_number(value, field.of<OptionalNumber>(owner), place);
    case FieldKind::optional_flag:
        return optional_flag(value, field.of<OptionalFlag>(owner), place);
    case FieldKind::texts:
    case FieldKind::objects:
        return list(value, field, owner, place);
    case FieldKind::object:
        return member_object(value, field, owner, place);
    }
}

void Decoder::optional_text(const json::Value& value, const Field& field, OptionalText& out,
                            const Place& place) {
    if (value.kind() == json::Kind::null) {
        if (version_ >= field.optional_since)
            out.reset();
    } else if (value.kind() == json::Kind::string) {
        out = value.text();
    } else {
        mismatch(value, place, "a string");
    }
}

void Decoder::optional_number(const json::Value& value, OptionalNumber& out, const Place& place) {
    if (value.kind() == json::Kind::null)
        return out.reset();
    std::int64_t number = 0;
    if (integer(value, number, place))
        out = number;
}

void Decoder::optional_flag(const json::Value& value, OptionalFlag& out, const Place& place) {
    if (value.kind() == json::Kind::null)
        return out.reset();
    if (value.kind() != json::Kind::true_value && value.kind() != json::Kind::false_value)
        return mismatch(value, place, "true or false");
    out = value.kind() == json::Kind::true_value;
}

void Decoder::list(const json::Value& value, const Field& field, void* owner, const Place& place) {
    field.shape->resize(field.in(owner), 0); // of the same key given twice, the last list counts
    if (value.kind() == json::Kind::null)
        return;
    if (value.kind() != json::Kind::array)
        return mismatch(value, place, "a list");
    field.shape->resize(field.in(owner), value.elements().count());
    const Elements elements = field.elements(owner);
    std::size_t index = 0;
    for (const json::Value given : value.elements()) {
        const Place here = place / index;
        void* const element = elements[index++];
        if (field.kind == FieldKind::texts) {
            text(given, *static_cast<std::string*>(element), here);
        } else {
            *field.shape->position(element) = {document_, given.place()};
            object(given, field.members, element, here);
            tell_behind(given.place());
        }
    }
}

void Decoder::tell_behind(std::size_t bytes) {
    constexpr std::size_t seldom = 256UL * 1024;
    if (!behind_ || bytes < told_behind_ + seldom)
        return;
    behind_(bytes);
    told_behind_ = bytes;
}

void Decoder::member_object(const json::Value& value, const Field& field, void* owner, const Place& place) {
    void* const out = field.in(owner);
    if (value.kind() == json::Kind::null && version_ < field.nullable_before)
        return reset(out, *field.shape, field.members);
    if (field.shape->position)
        *field.shape->position(out) = {document_, value.place()};
    if (field.shape->given)
        *field.shape->given(out) = true;
    object(value, field.members, out, place);
}

void Decoder::text(const json::Value& value, std::string& out, const Place& place) {
    if (value.kind() == json::Kind::string)
        out = value.text();
    else if (value.kind() != json::Kind::null)
        mismatch(value, place, "a string");
}

bool Decoder::integer(const json::Value& value, std::int64_t& out, const Place& place) {
    const std::optional<std::int64_t> number =
        value.kind() == json::Kind::number ? value.integer() : std::optional<std::int64_t>{};
    if (number)
        out = *number;
    else
        mismatch(value, place, "a whole number");
    return number.has_value();
}

void Decoder::mismatch(const json::Value& value, const Place& place, std::string_view wanted) {
    std::string text = cat(place, " must be ", wanted, ", not ", name_of_kind(value));
    if (value.kind() == json::Kind::number)
        text = cat(place, " must be ", wanted, ", not ", value.raw().substr(0, 24));
    // The reference gives no path here, and stops at the first.
    Finding& finding = report_.add(Severity::error, "type", {}, std::move(text));
    finding.position = {document_, value.place()};
    finding.voice = found_ ? Voice::ours : Voice::reference;
    found_ = true;
}

} // namespace ignite::config
