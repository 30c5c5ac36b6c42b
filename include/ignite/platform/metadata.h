// What a platform knows of its machine beside the config: facts for units to read, keys, a host name.
// Spec platforms.md §6.
#pragma once

#include "ignite/platform/provider.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::platform {

struct Attribute {
    std::string name; // without the prefix: "AWS_HOSTNAME"
    std::string value;
};

struct Metadata {
    std::vector<Attribute> attributes; // in the order of the table
    std::vector<std::string> keys;     // public keys for ssh, as OpenSSH writes them
    std::string hostname;              // at most 64 bytes; empty: the platform has none
};

// Which parts are asked for: each costs requests.
struct Wanted {
    bool attributes = false;
    bool keys = false;
    bool hostname = false;
};

// Names of all platforms that have some, in order. Some are no platforms of configs ("openstack-metadata").
std::vector<std::string_view> metadata_names();

// By a name of the table above, or any that find_provider knows. A platform that has nothing to tell hands
// over nothing. Each request is repeated ten times; what the service does not have (404) is left out.
Result<Metadata> gather(std::string_view platform, Wanted wanted, Context& context);

// Whose names and paths are used. Spec platforms.md §6.1.
enum class Convention : std::uint8_t { afterburn, coreos };

// The text of an environment file, by name, as systemd reads it. A value that holds control characters is
// left out, and its name is said.
std::string environment_file(std::span<const Attribute> attributes, Convention convention,
                             journal::Journal& journal);

// Whether a line is a public key as OpenSSH writes them, maybe with options in front.
bool is_public_key(std::string_view line);

// Cut back to what a kernel takes: 64 bytes, and then to the first label.
std::string fitting_hostname(std::string_view name);

} // namespace ignite::platform
