#include "copy.h"

namespace ignite::config {

namespace {

template <class Value>
void copy(const void* from, const Field& field, void* to) {
    field.of<Value>(to) = field.of<Value>(from);
}

void copy_objects(const void* from, const Field& field, void* to) {
    const Elements old_ones = field.elements(from);
    field.shape->resize(field.in(to), old_ones.count);
    const Elements new_ones = field.elements(to);
    for (std::size_t i = 0; i < old_ones.count; ++i)
        copy_object(old_ones[i], *field.shape, field.members, new_ones[i]);
}

} // namespace

void copy_member(const void* from, const Field& field, void* to) {
    switch (field.kind) {
    case FieldKind::text:
        return copy<std::string>(from, field, to);
    case FieldKind::number:
        return copy<std::int64_t>(from, field, to);
    case FieldKind::optional_text:
        return copy<OptionalText>(from, field, to);
    case FieldKind::optional_number:
        return copy<OptionalNumber>(from, field, to);
    case FieldKind::optional_flag:
        return copy<OptionalFlag>(from, field, to);
    case FieldKind::texts:
        return copy<TextList>(from, field, to);
    case FieldKind::object:
        return copy_object(field.in(from), *field.shape, field.members, field.in(to));
    case FieldKind::objects:
        return copy_objects(from, field, to);
    }
}

void copy_object(const void* from, const Shape& shape, Fields members, void* to) {
    void* const source = const_cast<void*>(from); // a shape does not tell who only looks
    if (shape.position)
        *shape.position(to) = *shape.position(source);
    if (shape.given)
        *shape.given(to) = *shape.given(source);
    for (const Field& member : members)
        copy_member(from, member, to);
}

} // namespace ignite::config
