// Data URLs: what is taken can be decoded, and its bytes put into a data URL come out again.
#include "ignite/core/data_url.h"

#include <cstdint>
#include <cstdlib>

using namespace ignite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const Result<DataUrl> url = parse_data_url(text)) {
        const std::string bytes = url->decode();
        if (bytes.size() > size)
            std::abort();
    }
    const std::string made = make_data_url(text);
    const Result<DataUrl> again = parse_data_url(made);
    if (!again || again->decode() != text)
        std::abort();
    return 0;
}
