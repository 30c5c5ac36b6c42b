// What a config says about other configs, and about how to fetch.
#include "translation.h"

namespace ignite::config::old {

namespace {

Resource translated(const Resource& then) {
    Resource now = then;
    now.source = unless_empty(std::move(now.source));
    return now;
}

} // namespace

void translate_references(Translation& translation) {
    const Ignition& then = translation.then.ignition;
    config::Ignition& now = translation.now.ignition;
    for (std::size_t i = 0; i < then.config.append.size(); ++i) {
        now.config.merge.push_back(translated(then.config.append[i]));
        const std::string place = cat("$.ignition.config.append.", i);
        translation.old_places.add(cat("$.ignition.config.merge.", i), place);
        translation.note(
            "append-to-merge", place,
            "becomes an entry of ignition.config.merge: the config is merged by the keys of its lists, "
            "where append put one list behind the other");
    }
    now.config.replace = translated(then.config.replace);
    for (const Resource& authority : then.security.tls.certificate_authorities)
        now.security.tls.certificate_authorities.push_back(translated(authority));
    now.timeouts = then.timeouts;
}

void translate_proxy(Translation& translation) {
    const Proxy& then = translation.then.ignition.proxy;
    translation.now.ignition.proxy = {.http_proxy = unless_empty(then.http_proxy),
                                      .https_proxy = unless_empty(then.https_proxy),
                                      .no_proxy = then.no_proxy};
}

} // namespace ignite::config::old
