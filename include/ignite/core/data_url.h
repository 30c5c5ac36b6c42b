// `data:` URLs: the bytes stand in the URL itself. Exactly the dialect of spec/config.md §3.5.
#pragma once

#include "ignite/core/result.h"

#include <string>
#include <string_view>

namespace ignite {

// A checked data URL. The views point into the text that was parsed.
struct DataUrl {
    std::string_view media_type; // `text/plain` as written, without its parameters; may be empty
    bool is_base64 = false;
    std::string_view payload; // as written

    std::string decode() const;
};

Result<DataUrl> parse_data_url(std::string_view text);

// In base64, which takes any bytes.
std::string make_data_url(std::string_view bytes);

} // namespace ignite
