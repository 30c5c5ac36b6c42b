// The decoder and all rules: positions lie in the document, what is accepted is written and read back equal,
// and merging it with itself goes through.
#include "ignite/config/advice.h"
#include "ignite/config/merge.h"
#include "ignite/config/origins.h"
#include "ignite/config/parse.h"
#include "ignite/config/write.h"

#include <cstdlib>

using namespace ignite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const config::Parsed parsed = config::parse(text);
    for (const Finding& finding : parsed.report.findings())
        if (!finding.position || finding.position.offset > size || finding.code == "schema")
            std::abort();
    if (parsed.config.has_value() == parsed.report.has_errors())
        std::abort();
    if (!parsed.config)
        return 0;
    const std::string written = config::write(*parsed.config);
    const auto again = config::read_cache(written);
    if (!again || config::write(*again) != written)
        std::abort();
    (void)config::check_rendered(*parsed.config);
    (void)config::advise(*parsed.config, {.declared = parsed.declared});
    config::Traced traced{*parsed.config, config::Origins::of(*parsed.config, text, 0)};
    (void)config::merge(traced, traced);
    return 0;
}
