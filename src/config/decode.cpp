#include "decode.h"

#include "decoder.h"
#include "fields.h"

namespace ignite::config {

Config decode(const json::Document& document, std::uint32_t number, Version version, Report& report,
              const Behind& behind) {
    Config config;
    Decoder{number, version, report, behind}.object(document.root(), config_fields, &config, Place{});
    return config;
}

std::string decode_version(const json::Document& document, std::uint32_t number, Report& report) {
    Config config;
    Decoder{number, newest, report}.object(document.root(), version_only_config_fields, &config, Place{});
    return std::move(config.ignition.version);
}

} // namespace ignite::config
