#include "check.h"
#include "fields.h"

#include <unordered_set>

namespace ignite::config {

namespace {

using Seen = std::unordered_set<Key, KeyHash>;

class Checker {
public:
    Checker(Version version, Report& report) : version_{version}, report_{report} {}

    void object(const void* owner, Fields fields, const Place& place) {
        Seen shared; // by the lists of this object that share a name space
        for (const Field& field : fields) {
            if (field.since > version_)
                continue;
            if (field.kind == FieldKind::object)
                object(field.in(owner), field.members, place / field.key);
            else if (is_list(field.kind))
                list(field.elements(owner), field, place / field.key, shared);
        }
    }

private:
    void list(const Elements& list, const Field& field, const Place& place, Seen& shared) {
        if (field.repeats == Repeats::refused && list.count > 0) {
            Seen own;
            Seen& seen = field.name_space == NameSpace::shared ? shared : own;
            if (field.name_space == NameSpace::shared || list.count > 1)
                for (std::size_t i = 0; i < list.count; ++i)
                    if (!seen.insert(field.shape->key(list[i])).second)
                        report_.fail("duplicate-entry", place / i,
                                     "there is another entry for the same thing before");
        }
        if (field.kind == FieldKind::objects)
            for (std::size_t i = 0; i < list.count; ++i)
                object(list[i], field.members, place / i);
    }

    Version version_;
    Report& report_;
};

} // namespace

void check_uniqueness(const Config& config, Version version, Report& report) {
    Checker{version, report}.object(&config, config_fields, Place::root());
}

} // namespace ignite::config
