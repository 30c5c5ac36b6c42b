#include "full_config.h"

#include "ignite/config/write.h"
#include "ignite/fetch/fetcher.h"

namespace ignite::cli {

namespace {

constexpr std::string_view hidden = "<hidden>";

// What is empty or not set hides nothing, and makes a difference.
void hide(config::OptionalText& text) {
    if (text && !text->empty())
        *text = hidden;
}

void hide_in_url(config::OptionalText& url) {
    if (url)
        *url = fetch::shown(*url);
}

void hide_in(config::Resource& resource) {
    hide_in_url(resource.source);
    for (config::HttpHeader& header : resource.http_headers)
        hide(header.value);
}

void hide_in(std::vector<config::Resource>& resources) {
    for (config::Resource& resource : resources)
        hide_in(resource);
}

void hide_in(config::Ignition& ignition) {
    hide_in(ignition.config.replace);
    hide_in(ignition.config.merge);
    hide_in(ignition.security.tls.certificate_authorities);
    hide_in_url(ignition.proxy.http_proxy);
    hide_in_url(ignition.proxy.https_proxy);
}

void hide_in(config::Storage& storage) {
    for (config::File& file : storage.files) {
        hide_in(file.contents);
        hide_in(file.append);
    }
    for (config::Luks& luks : storage.luks) {
        hide_in(luks.key_file);
        hide(luks.clevis.custom.config);
        for (config::Tang& tang : luks.clevis.tang)
            tang.url = fetch::shown(tang.url);
    }
}

void hide_in(config::Systemd& systemd) {
    for (config::Unit& unit : systemd.units) {
        hide(unit.contents);
        for (config::Dropin& dropin : unit.dropins)
            hide(dropin.contents);
    }
}

} // namespace

std::string full_config(config::Config config) {
    hide_in(config.ignition);
    for (config::Group& group : config.passwd.groups)
        hide(group.password_hash);
    for (config::User& user : config.passwd.users)
        hide(user.password_hash);
    hide_in(config.storage);
    hide_in(config.systemd);
    return config::write(config, config::Style::indented);
}

} // namespace ignite::cli
