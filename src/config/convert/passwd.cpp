// Users and groups.
#include "../copy.h"
#include "old_fields.h"
#include "translation.h"

namespace ignite::config::old {

namespace {

void drop_if_empty(const Field& field, config::User& user) {
    if (field.kind == FieldKind::optional_text)
        field.of<OptionalText>(&user) = unless_empty(std::move(field.of<OptionalText>(&user)));
    else if (field.kind == FieldKind::optional_flag)
        field.of<OptionalFlag>(&user) = if_true(field.of<OptionalFlag>(&user));
}

config::User translated(const User& then, Version version) {
    config::User now = then;
    for (const Field& field : user_creation_fields) {
        if (then.create.given)
            copy_member(&then.create, field, &now); // a rule has seen to it that nothing is lost
        drop_if_empty(field, now);
    }
    // From 2.1.0 on an empty hash is a hash: it empties the password of a user that exists.
    if (version < v2_1)
        now.password_hash = unless_empty(std::move(now.password_hash));
    return now;
}

config::Group translated(config::Group group) {
    group.password_hash = unless_empty(std::move(group.password_hash));
    group.system = if_true(group.system);
    return group;
}

} // namespace

void translate_passwd(Translation& translation) {
    const Passwd& then = translation.then.passwd;
    for (std::size_t i = 0; i < then.users.size(); ++i) {
        translation.now.passwd.users.push_back(translated(then.users[i], translation.version));
        if (then.users[i].create.given)
            translation.note("create-to-user", cat("$.passwd.users.", i, ".create"),
                             "its members become members of the user");
    }
    for (const config::Group& group : then.groups)
        translation.now.passwd.groups.push_back(translated(group));
}

} // namespace ignite::config::old
