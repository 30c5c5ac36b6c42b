// Base64 with the standard alphabet, padding mandatory and exact, nothing else in between.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ignite {

bool is_base64(std::string_view text);
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);

} // namespace ignite
