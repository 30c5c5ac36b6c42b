// What is on a device, and erasing it: both by libblkid, so that what we find and what we erase are one list.
// Partition tables are not looked for; they are erased.
#pragma once

#include "ignite/core/result.h"

#include <optional>
#include <string>

namespace ignite::system {

struct FoundSignature {
    std::string type; // "ext4", "crypto_LUKS"
    std::string uuid;
    std::string label;
};

struct SignatureProbe {
    std::optional<FoundSignature> signature;
    std::string doubt; // why the careful probe would not answer, when a less careful one was asked then
};

Result<SignatureProbe> probe_signature(const std::string& device);

// Erases the magic of everything that is found, until nothing is. Works on block devices and image files.
Result<void> erase_signatures(const std::string& device);

} // namespace ignite::system
