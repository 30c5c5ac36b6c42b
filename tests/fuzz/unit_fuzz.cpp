// The parser of unit files.
#include "config/unit_text.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const ignite::config::UnitText unit = ignite::config::read_unit_text(text);
    if (unit.offset > size || (unit.has_install && text.find("[Install]") == std::string_view::npos))
        std::abort();
    return 0;
}
