#include "ignite/acquire/resource.h"
#include "ignite/acquire/sources.h"

#include <algorithm>

namespace ignite::acquire {

namespace {

constexpr std::chrono::seconds default_response_headers{10};

// Negative limits pass the rules, and count as none.
std::chrono::seconds limit(const config::OptionalNumber& seconds, std::chrono::seconds otherwise) {
    constexpr std::int64_t longest = 100L * 365 * 24 * 3600; // what a clock can still add up
    return seconds ? std::chrono::seconds{std::clamp<std::int64_t>(*seconds, 0, longest)} : otherwise;
}

fetch::Settings client_settings(const config::Ignition& ignition) {
    return {.response_headers = limit(ignition.timeouts.http_response_headers, default_response_headers),
            .total = limit(ignition.timeouts.http_total, std::chrono::seconds{0}),
            .http_proxy = ignition.proxy.http_proxy.value_or(""),
            .https_proxy = ignition.proxy.https_proxy.value_or(""),
            .no_proxy = ignition.proxy.no_proxy};
}

// With the new timeouts and proxy, but the authorities trusted so far. Each source is fetched once.
Result<void> trust(const std::vector<config::Resource>& authorities, Errand& errand) {
    std::vector<std::string> sources;
    std::vector<std::string> bundles;
    for (const config::Resource& authority : authorities) {
        const std::string source = authority.source.value_or("");
        auto known = errand.settings.bundles.find(source);
        if (known == errand.settings.bundles.end()) {
            const fetch::Request request = TRY(request_of(authority));
            std::string bundle = TRY(errand.fetcher.fetch(request)
                                         .map_error(within("fetch a certificate authority"))
                                         .map_error(at(authority.position)));
            known = errand.settings.bundles.emplace(source, std::move(bundle)).first;
        }
        sources.push_back(source);
        bundles.push_back(known->second);
    }
    if (sources == errand.settings.trusted)
        return {};
    TRY(errand.fetcher.trust(bundles));
    errand.settings.trusted = std::move(sources);
    ++errand.settings.changes;
    return {};
}

} // namespace

Result<void> use_settings_of(const config::Config& config, Errand& errand) {
    fetch::Settings wanted = client_settings(config.ignition);
    if (!(wanted == errand.settings.client)) {
        errand.settings.client = wanted;
        ++errand.settings.changes;
    }
    errand.fetcher.use(std::move(wanted));
    const auto& authorities = config.ignition.security.tls.certificate_authorities;
    return authorities.empty() ? Result<void>{} : trust(authorities, errand);
}

} // namespace ignite::acquire
