// Whether something was given at all.
#pragma once

#include "field.h"

namespace ignite::config {

template <Optional Value, class Field>
bool is_unset(const Value& value, const Field&) {
    return !value;
}
template <class Field>
bool is_unset(const std::string& value, const Field&) {
    return value.empty();
}
template <class Field>
bool is_unset(std::int64_t value, const Field&) {
    return value == 0;
}
template <List Value, class Field>
bool is_unset(const Value& value, const Field&) {
    return value.empty();
}
template <Object Value, class Field>
bool is_unset(const Value& value, const Field& field) {
    return !any_field(*field.table,
                      [&](const auto& member) { return !is_unset(value.*member.member, member); });
}

} // namespace ignite::config
