#include "luks_binding.h"

#include "ignite/core/text.h"

#include <algorithm>

namespace ignite::plan {

namespace {

std::string json_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 0xf];
            continue;
        }
        if (character == '"' || character == '\\')
            out += '\\';
        out += character;
    }
    return out += '"';
}

// The advertisement is JSON already; a rule has checked it.
std::string config_of(const config::Tang& tang) {
    std::string out =
        cat("{\"url\":", json_string(tang.url), ",\"thp\":", json_string(tang.thumbprint.value_or("")));
    if (!is_asked(tang))
        out += cat(",\"adv\":", *tang.advertisement);
    return out += '}';
}

std::string config_of(const config::Clevis& clevis) {
    std::string pins;
    if (!clevis.tang.empty()) {
        std::string servers;
        for (const config::Tang& tang : clevis.tang)
            servers += cat(servers.empty() ? "" : ",", config_of(tang));
        pins = cat("\"tang\":[", servers, "]");
    }
    if (clevis.tpm2.value_or(false))
        pins += cat(pins.empty() ? "" : ",", "\"tpm2\":{}");
    return cat("{\"pins\":{", pins, "},\"t\":", threshold_of(clevis), "}");
}

// Without what a URL may hide: user info and a query.
std::string shown(const config::Tang& tang) {
    std::string_view url{tang.url};
    url = url.substr(0, std::min(url.find('?'), url.find('#')));
    const std::size_t host = url.find("//");
    const std::size_t path = host == std::string_view::npos ? host : url.find('/', host + 2);
    const std::size_t user = url.substr(0, path).rfind('@');
    return user == std::string_view::npos || host == std::string_view::npos
               ? std::string{url}
               : cat(url.substr(0, host + 2), url.substr(user + 1));
}

std::string shown(const config::Clevis& clevis) {
    std::string out;
    for (const config::Tang& tang : clevis.tang)
        out += cat(out.empty() ? "tang " : ", tang ", shown(tang));
    if (clevis.tpm2.value_or(false))
        out += out.empty() ? "tpm2" : ", tpm2";
    return cat(out, "; ", threshold_of(clevis), threshold_of(clevis) == 1 ? " is needed" : " are needed");
}

// Enough of the pins can be asked now. What an advertisement stands for may not be reachable yet.
bool can_prove(const config::Clevis& clevis) {
    const auto there = std::ranges::count_if(clevis.tang, is_asked) + (clevis.tpm2.value_or(false) ? 1 : 0);
    return there >= threshold_of(clevis);
}

} // namespace

bool is_custom(const config::Clevis& clevis) { return !clevis.custom.pin.value_or("").empty(); }

std::int64_t threshold_of(const config::Clevis& clevis) {
    const std::int64_t threshold = clevis.threshold.value_or(0);
    return threshold == 0 ? 1 : threshold;
}

bool is_asked(const config::Tang& tang) { return tang.advertisement.value_or("").empty(); }

BindVolume binding_of(const config::Luks& luks, const std::string& alias) {
    const config::Clevis& clevis = luks.clevis;
    BindVolume step{.name = luks.name, .device = *luks.device, .alias = alias};
    if (is_custom(clevis)) {
        step.pin = *clevis.custom.pin;
        step.config = clevis.custom.config.value_or("");
        step.shown = step.pin;
    } else {
        step.pin = "sss";
        step.config = config_of(clevis);
        step.shown = shown(clevis);
        step.proves = can_prove(clevis);
    }
    return step;
}

} // namespace ignite::plan
