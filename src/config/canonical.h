// A config told member by member, in the order of the field tables, as a version of the spec has them.
#pragma once

#include "fields.h"

namespace ignite::config {

// Tells it to anything with the methods of json::Writer.
template <class Sink>
class Teller {
public:
    Teller(Sink& sink, Version version) : sink_{sink}, version_{version} {}

    template <Object Owner, class Table>
    void object(const Owner& owner, const Table& table) {
        sink_.begin_object();
        for_each_field(table, [&](const auto& field) {
            if (field.since <= version_)
                member(owner.*field.member, field);
        });
        sink_.end_object();
    }

private:
    template <class Field>
    void member(const std::string& value, const Field& field) {
        sink_.key(field.key);
        sink_.value(std::string_view{value});
    }
    template <class Field>
    void member(std::int64_t value, const Field& field) {
        if (value == 0)
            return;
        sink_.key(field.key);
        sink_.value(value);
    }
    template <class Field>
    void member(const OptionalText& value, const Field& field) {
        if (!value && version_ >= field.optional_since)
            return;
        sink_.key(field.key);
        sink_.value(value ? std::string_view{*value} : std::string_view{}); // a plain string is always there
    }
    template <class Value, class Field>
        requires(std::is_same_v<Value, OptionalNumber> || std::is_same_v<Value, OptionalFlag>)
    void member(const Value& value, const Field& field) {
        if (!value)
            return;
        sink_.key(field.key);
        sink_.value(*value);
    }
    template <Object Value, class Field>
    void member(const Value& value, const Field& field) {
        sink_.key(field.key);
        object(value, *field.table);
    }
    template <class Element, class Field>
    void member(const std::vector<Element>& list, const Field& field) {
        if (list.empty())
            return;
        sink_.key(field.key);
        sink_.begin_array();
        for (const Element& element : list)
            if constexpr (std::is_same_v<Element, std::string>)
                sink_.value(std::string_view{element});
            else
                object(element, *field.table);
        sink_.end_array();
    }

    Sink& sink_;
    Version version_;
};

template <class Sink>
void tell(const Config& config, Version version, Sink& sink) {
    Teller<Sink>{sink, version}.object(config, config_fields);
}

} // namespace ignite::config
