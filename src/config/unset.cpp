#include "unset.h"

namespace ignite::config {

bool is_unset(const void* owner, const Field& field) {
    switch (field.kind) {
    case FieldKind::text:
        return field.of<std::string>(owner).empty();
    case FieldKind::number:
        return field.of<std::int64_t>(owner) == 0;
    case FieldKind::optional_text:
        return !field.of<OptionalText>(owner);
    case FieldKind::optional_number:
        return !field.of<OptionalNumber>(owner);
    case FieldKind::optional_flag:
        return !field.of<OptionalFlag>(owner);
    case FieldKind::texts:
    case FieldKind::objects:
        return field.elements(owner).count == 0;
    case FieldKind::object:
        return is_unset(field.in(owner), field.members);
    }
    return true;
}

bool is_unset(const void* object, Fields members) {
    return std::ranges::all_of(members, [&](const Field& member) { return is_unset(object, member); });
}

} // namespace ignite::config
