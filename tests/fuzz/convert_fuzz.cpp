// Configs of the old specs: what is refused has a reason, positions lie in the document, and what is
// converted is taken by the new specs and written back equal.
#include "ignite/config/convert.h"
#include "ignite/config/parse.h"

#include <cstdlib>

using namespace ignite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::optional<config::Conversion> conversion = config::convert(text);
    if (!conversion)
        return 0;
    for (const Finding& finding : conversion->report.findings())
        if (finding.position.offset > size)
            std::abort();
    if (conversion->config.has_value() == conversion->report.has_errors())
        std::abort();
    if (!conversion->config)
        return 0;
    for (const std::string_view version : {config::converted_version, std::string_view{"3.6.0"}}) {
        const std::string now = config::write_converted(*conversion->config, version);
        const config::Parsed parsed = config::parse(now);
        if (!parsed.config || config::write_converted(*parsed.config, version) != now)
            std::abort();
    }
    return 0;
}
