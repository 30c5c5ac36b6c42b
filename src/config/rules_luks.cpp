#include "field.h"
#include "ignite/core/quoted.h"
#include "ignite/core/url.h"
#include "ignite/json/document.h"
#include "rules.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

template <class Visit>
void for_each_volume(const Subject& subject, Visit&& visit) {
    const Place storage = Place::root() / "storage";
    const Place luks = storage / "luks";
    for (std::size_t i = 0; i < subject.config.storage.luks.size(); ++i)
        visit(subject.config.storage.luks[i], luks / i);
}

bool is_built_in_pin(const OptionalText& pin) {
    constexpr std::array<std::string_view, 3> pins = {"tpm2", "tang", "sss"};
    return pin && std::ranges::find(pins, *pin) != pins.end();
}

// Whether the parts of clevis beside `custom` ask for something.
bool has_built_in_pins(const Clevis& clevis) {
    return !clevis.tang.empty() || is_true(clevis.tpm2) || is_positive_or_negative(clevis.threshold);
}

// Until 3.3.0 an empty pin is a wrong one; after that a missing one, and needsNetwork alone asks for both
// members.
bool is_pin_used(const ClevisCustom& custom, const Subject& subject) {
    return is_set(custom.pin) || is_set(custom.config) ||
           (subject.since(v3_3) && is_true(custom.needs_network));
}

void check_pin(const ClevisCustom& custom, const Subject& subject, const Place& place, Report& report) {
    if (!is_set(custom.pin) && subject.since(v3_3))
        report.fail("clevis-pin-missing", place, "a custom pin needs a name");
    else if (!is_built_in_pin(custom.pin) && !subject.since(v3_6))
        report.fail(
            "clevis-pin-unknown", place,
            cat("before version 3.6.0 a pin is tpm2, tang or sss, not ", quoted(custom.pin.value_or(""))));
}

} // namespace

void volumes_have_a_device(const Subject& subject, Report& report) {
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        if (!is_set(volume.device))
            report.fail("disk-device-missing", place / "device", "an encrypted volume needs a device");
        else
            check_clean_path(*volume.device, place / "device", report);
    });
}

void volume_names_and_labels_fit(const Subject& subject, Report& report) {
    constexpr std::size_t longest_label = 47; // the header of LUKS2 has 48 bytes for it
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        if (volume.label && volume.label->size() > longest_label)
            report.fail("luks-label-length", place / "label",
                        cat("the label is longer than ", longest_label, " bytes"));
        if (volume.name.find('/') != std::string::npos)
            report.fail("luks-name-slash", place / "name", "the name of a volume cannot hold a slash");
    });
}

void key_servers_are_complete(const Subject& subject, Report& report) {
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        const Place clevis = place / "clevis";
        const Place servers = clevis / "tang";
        for (std::size_t i = 0; i < volume.clevis.tang.size(); ++i) {
            const Tang& server = volume.clevis.tang[i];
            const Place here = servers / i;
            if (is_set(server.advertisement) && !json::Document::parse(*server.advertisement))
                report.fail("tang-advertisement", here / "advertisement", "the advertisement is not JSON");
            if (!is_set(server.thumbprint))
                report.fail("tang-thumbprint", here / "thumbprint",
                            "the thumbprint of the server's key is required");
            if (const Result<Url> url = parse_url(server.url); !url)
                report.fail("url-unparsable", here / "url", cat("not a URL: ", url.error().describe()));
            else if (!url->is_http())
                report.fail("url-scheme", here / "url", "a tang server is spoken to by http or https");
        }
    });
}

void custom_pins_are_complete(const Subject& subject, Report& report) {
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        const ClevisCustom& custom = volume.clevis.custom;
        if (!is_pin_used(custom, subject))
            return;
        const Place clevis = place / "clevis";
        const Place here = clevis / "custom";
        check_pin(custom, subject, here / "pin", report);
        if (!is_set(custom.config))
            report.fail("clevis-config-missing", here / "config", "a custom pin needs its configuration");
    });
}

void custom_pins_stand_alone(const Subject& subject, Report& report) {
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        const ClevisCustom& custom = volume.clevis.custom;
        const bool in_use = subject.since(v3_3) ? is_set(custom.pin) : custom.given;
        if (in_use && has_built_in_pins(volume.clevis))
            report.fail("custom-with-others", place / "clevis",
                        "a custom pin cannot be combined with tang, tpm2 or a threshold");
    });
}

void crypto_express_stands_alone(const Subject& subject, Report& report) {
    for_each_volume(subject, [&](const Luks& volume, const Place& place) {
        if (!is_true(volume.cex.enabled))
            return;
        if (is_set(volume.clevis.custom.pin) || has_built_in_pins(volume.clevis))
            report.fail("cex-with-clevis", place / "cex", "Crypto Express cannot be combined with clevis");
        if (is_set(volume.key_file.source))
            report.fail("cex-with-keyfile", place / "cex",
                        "Crypto Express cannot be combined with a key file");
    });
}

} // namespace ignite::config
