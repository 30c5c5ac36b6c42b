// A config told member by member, in the order of the field tables, as a version of the spec has them.
#pragma once

#include "fields.h"
#include "unset.h"

namespace ignite::config {

// Tells it to anything with the methods of json::Writer.
template <class Sink>
class Teller {
public:
    Teller(Sink& sink, Version version) : sink_{sink}, version_{version} {}

    void object(const void* owner, Fields fields) {
        sink_.begin_object();
        for (const Field& field : fields)
            if (field.since <= version_ && is_told(owner, field)) {
                sink_.key(field.key);
                member(owner, field);
            }
        sink_.end_object();
    }

private:
    bool is_told(const void* owner, const Field& field) const {
        switch (field.kind) {
        case FieldKind::text:
        case FieldKind::object:
            return true;
        case FieldKind::optional_text: // a plain string is always there
            return version_ < field.optional_since || !is_unset(owner, field);
        default:
            return !is_unset(owner, field);
        }
    }

    void member(const void* owner, const Field& field) {
        switch (field.kind) {
        case FieldKind::text:
            sink_.value(std::string_view{field.of<std::string>(owner)});
            break;
        case FieldKind::number:
            sink_.value(field.of<std::int64_t>(owner));
            break;
        case FieldKind::optional_text:
            sink_.value(name_in(field.of<OptionalText>(owner)));
            break;
        case FieldKind::optional_number:
            sink_.value(*field.of<OptionalNumber>(owner));
            break;
        case FieldKind::optional_flag:
            sink_.value(*field.of<OptionalFlag>(owner));
            break;
        case FieldKind::texts:
        case FieldKind::objects:
            list(field.elements(owner), field);
            break;
        case FieldKind::object:
            object(field.in(owner), field.members);
            break;
        }
    }

    void list(const Elements& list, const Field& field) {
        sink_.begin_array();
        for (std::size_t i = 0; i < list.count; ++i)
            if (field.kind == FieldKind::texts)
                sink_.value(std::string_view{*static_cast<const std::string*>(list[i])});
            else
                object(list[i], field.members);
        sink_.end_array();
    }

    Sink& sink_;
    Version version_;
};

template <class Sink>
void tell(const Config& config, Version version, Sink& sink) {
    Teller<Sink>{sink, version}.object(&config, config_fields);
}

} // namespace ignite::config
