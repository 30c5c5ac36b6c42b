#include "check.h"
#include "fields.h"
#include "ignite/core/quoted.h"
#include "key.h"

#include <unordered_set>

namespace ignite::config {

namespace {

using Seen = std::unordered_set<Key, KeyHash>;

class Checker {
public:
    Checker(Version version, Report& report) : version_{version}, report_{report} {}

    template <Object Owner, class... Fields>
    void object(const Owner& owner, const std::tuple<Fields...>& table, const Place& place) {
        Seen shared; // by the lists of this object that share a name space
        for_each_field(table, [&](const auto& field) {
            if (field.since <= version_)
                member(owner.*field.member, field, place / field.key, shared);
        });
    }

private:
    template <Scalar Value, class Field>
    void member(const Value&, const Field&, const Place&, Seen&) {}

    template <Object Value, class Field>
    void member(const Value& value, const Field& field, const Place& place, Seen&) {
        object(value, *field.table, place);
    }

    template <class Element, class Field>
    void member(const std::vector<Element>& list, const Field& field, const Place& place, Seen& shared) {
        if (field.repeats == Repeats::refused && !list.empty()) {
            Seen own;
            Seen& seen = field.name_space == NameSpace::shared ? shared : own;
            if (field.name_space == NameSpace::shared || list.size() > 1)
                for (std::size_t i = 0; i < list.size(); ++i)
                    if (!seen.insert(key_of(list[i])).second)
                        report_.fail("duplicate-entry", place / i,
                                     "there is another entry for the same thing before");
        }
        if constexpr (Object<Element>)
            for (std::size_t i = 0; i < list.size(); ++i)
                object(list[i], *field.table, place / i);
    }

    Version version_;
    Report& report_;
};

} // namespace

void check_uniqueness(const Config& config, Version version, Report& report) {
    Checker{version, report}.object(config, config_fields, Place::root());
}

} // namespace ignite::config
