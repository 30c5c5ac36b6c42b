#include "adaptations.h"

#include "field.h"
#include "ignite/config/versions.h"

#include <array>

namespace ignite::config {

namespace {

// What was a plain string is present from now on, even when it is empty.
void make_present(OptionalText& text) {
    if (!text)
        text.emplace();
}

void authority_sources_are_present(Config& config) {
    for (Resource& authority : config.ignition.security.tls.certificate_authorities)
        make_present(authority.source);
}

void plain_strings_are_present(Config& config) {
    for (Raid& raid : config.storage.raid)
        make_present(raid.level);
    for (Link& link : config.storage.links)
        make_present(link.target);
    for (Luks& luks : config.storage.luks)
        if (ClevisCustom& custom = luks.clevis.custom; custom.given) {
            make_present(custom.config);
            make_present(custom.pin);
        }
}

// The reference forgets them here, so a 3.4.0 config asks its servers even if it brought the answer.
void advertisements_are_dropped(Config& config) {
    for (Luks& luks : config.storage.luks)
        for (Tang& tang : luks.clevis.tang)
            tang.advertisement.reset();
}

// Setuid, setgid and sticky had no effect; now they would have one.
void special_mode_bits_are_dropped(Config& config) {
    constexpr std::int64_t special_bits = 07000;
    for (File& file : config.storage.files)
        if (file.mode)
            *file.mode &= ~special_bits;
    for (Directory& directory : config.storage.directories)
        if (directory.mode)
            *directory.mode &= ~special_bits;
}

struct Adaptation {
    Version until; // what was declared before this version is rewritten
    void (*apply)(Config&);
};

constexpr std::array adaptations = {
    Adaptation{v3_1, authority_sources_are_present},
    Adaptation{v3_3, plain_strings_are_present},
    Adaptation{v3_5, advertisements_are_dropped},
    Adaptation{v3_6, special_mode_bits_are_dropped},
};

} // namespace

void adapt(Config& config, Version declared) {
    for (const Adaptation& adaptation : adaptations)
        if (declared < adaptation.until)
            adaptation.apply(config);
    config.ignition.version = newest_version().text;
}

} // namespace ignite::config
