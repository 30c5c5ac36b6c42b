// Every resource of a config, wherever it stands.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/place.h"

namespace ignite::config {

enum class Use : std::uint8_t { merge, replace, authority, contents, append, key_file };

// Calls `visit(resource, use, place)`.
template <class Visit>
void for_each_resource(const Config& config, Visit&& visit) {
    const Place ignition = Place::root() / "ignition";
    const Place references = ignition / "config";
    const Place security = ignition / "security";
    const Place tls = security / "tls";
    const Place storage = Place::root() / "storage";

    const auto each = [&](const std::vector<Resource>& list, Use use, const Place& place) {
        for (std::size_t i = 0; i < list.size(); ++i)
            visit(list[i], use, place / i);
    };
    each(config.ignition.config.merge, Use::merge, references / "merge");
    visit(config.ignition.config.replace, Use::replace, references / "replace");
    each(config.ignition.security.tls.certificate_authorities, Use::authority,
         tls / "certificateAuthorities");
    const Place files = storage / "files";
    for (std::size_t i = 0; i < config.storage.files.size(); ++i) {
        const Place file = files / i;
        each(config.storage.files[i].append, Use::append, file / "append");
        visit(config.storage.files[i].contents, Use::contents, file / "contents");
    }
    const Place luks = storage / "luks";
    for (std::size_t i = 0; i < config.storage.luks.size(); ++i) {
        const Place volume = luks / i;
        visit(config.storage.luks[i].key_file, Use::key_file, volume / "keyFile");
    }
}

} // namespace ignite::config
