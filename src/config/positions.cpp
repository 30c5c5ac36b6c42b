#include "ignite/config/positions.h"

#include "fields.h"

namespace ignite::config {

namespace {

using Visit = std::function<void(const Place&, Position&)>;

void walk(void* owner, Fields fields, const Place& place, const Visit& visit);

void walk_object(void* object, const Field& field, const Place& place, const Visit& visit) {
    if (field.shape->position)
        visit(place, *field.shape->position(object));
    walk(object, field.members, place, visit);
}

void walk(void* owner, Fields fields, const Place& place, const Visit& visit) {
    for (const Field& field : fields) {
        const Place here = place / field.key;
        if (field.kind == FieldKind::object)
            walk_object(field.in(owner), field, here, visit);
        if (field.kind != FieldKind::objects)
            continue;
        const Elements elements = field.elements(owner);
        for (std::size_t i = 0; i < elements.count; ++i)
            walk_object(elements[i], field, here / i, visit);
    }
}

} // namespace

void for_each_position(Config& config, const std::function<void(const Place&, Position&)>& visit) {
    walk(&config, config_fields, {}, visit);
}

void for_each_position(const Config& config,
                       const std::function<void(const Place&, const Position&)>& visit) {
    walk(const_cast<Config*>(&config), config_fields, {}, visit); // who only looks is only shown
}

} // namespace ignite::config
