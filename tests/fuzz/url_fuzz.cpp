// URLs and their queries: the parts lie in the text, and none of them gets lost.
#include "ignite/core/url.h"

#include <cstdint>
#include <cstdlib>

using namespace ignite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const Result<Url> url = parse_url(text);
    if (!url)
        return 0;
    const std::size_t parts = url->scheme.size() + url->opaque.size() + url->user_info.size() +
                              url->host.size() + url->port.size() + url->path.size() + url->query.size() +
                              url->fragment.size();
    // Between them stand at most ":", "//", "@", ":", "?" and "#".
    if (parts > size || size - parts > 7)
        std::abort();
    (void)query_value(url->query, "versionId");
    return 0;
}
