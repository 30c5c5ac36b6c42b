#include "ignite/acquire/network_needs.h"

#include "ignite/core/text.h"
#include "ignite/core/url.h"

namespace ignite::acquire {

namespace {

// Set, and neither empty nor a data URL. What does not parse will fail when it is fetched, network or not.
bool is_remote(const config::Resource& resource) {
    if (!resource.source || resource.source->empty())
        return false;
    const Result<Url> url = parse_url(*resource.source);
    return !url || (!url->scheme.empty() && url->scheme != "data");
}

std::string need_of_files(const config::Config& config) {
    for (const config::File& file : config.storage.files) {
        bool remote = is_remote(file.contents);
        for (const config::Resource& piece : file.append)
            remote = remote || is_remote(piece);
        if (remote)
            return cat("file ", file.path);
    }
    return {};
}

std::string need_of_luks(const config::Config& config) {
    for (const config::Luks& luks : config.storage.luks) {
        bool remote = is_remote(luks.key_file) || luks.clevis.custom.needs_network.value_or(false);
        for (const config::Tang& tang : luks.clevis.tang)
            remote = remote || !tang.advertisement || tang.advertisement->empty();
        if (remote)
            return cat("encrypted volume ", luks.name);
    }
    return {};
}

std::string need_of_ignition(const config::Config& config) {
    for (const config::Resource& child : config.ignition.config.merge)
        if (is_remote(child))
            return "a referenced config";
    if (is_remote(config.ignition.config.replace))
        return "a referenced config";
    for (const config::Resource& authority : config.ignition.security.tls.certificate_authorities)
        if (is_remote(authority))
            return "a certificate authority";
    return {};
}

} // namespace

std::string first_network_need(const config::Config& config) {
    for (const auto need : {need_of_ignition, need_of_files, need_of_luks})
        if (std::string found = need(config); !found.empty())
            return found;
    return {};
}

} // namespace ignite::acquire
