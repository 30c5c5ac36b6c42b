// The OVF environment of a virtual appliance: an XML document whose Property elements hold what its owner
// set.
#pragma once

#include "ignite/core/result.h"

#include <span>
#include <string>
#include <string_view>

namespace ignite::platform {

// The document without the properties of these keys, byte for byte the same elsewhere.
Result<std::string> without_properties(std::string_view document, std::span<const std::string_view> keys);

// The value of a property; empty when there is none.
Result<std::string> property_of(std::string_view document, std::string_view key);

} // namespace ignite::platform
