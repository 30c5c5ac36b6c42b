#include "ignite/config/positions.h"

#include "fields.h"

namespace ignite::config {

namespace {

template <class Visit>
class Walk {
public:
    explicit Walk(const Visit& visit) : visit_{visit} {}

    template <class Object, class... Fields>
    void object(Object& object, const std::tuple<Fields...>& table, const Place& place) {
        if constexpr (requires { object.position; })
            visit_(place, object.position);
        for_each_field(table, [&](const auto& field) {
            auto& value = object.*field.member;
            if constexpr (!Scalar<std::remove_cvref_t<decltype(value)>>)
                member(value, field.table, place / field.key);
        });
    }

private:
    template <class Value, class Table>
    void member(Value& value, const Table* table, const Place& place) {
        if constexpr (!List<std::remove_cv_t<Value>>) {
            object(value, *table, place);
        } else if constexpr (!Text<std::remove_cvref_t<decltype(value[0])>>) {
            for (std::size_t i = 0; i < value.size(); ++i)
                object(value[i], *table, place / i);
        }
    }

    const Visit& visit_;
};

} // namespace

void for_each_position(Config& config, const std::function<void(const Place&, Position&)>& visit) {
    Walk{visit}.object(config, config_fields, {});
}

void for_each_position(const Config& config,
                       const std::function<void(const Place&, const Position&)>& visit) {
    Walk{visit}.object(config, config_fields, {});
}

} // namespace ignite::config
