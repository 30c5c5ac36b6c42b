#include "vmware.h"

#include "guestinfo.h"
#include "ovf_environment.h"

#include <array>
#include <optional>

namespace ignite::platform {

namespace {

// Nothing can be removed from inside, so what goes in its place is an empty JSON object.
constexpr std::string_view marker = "e30K";
constexpr std::string_view marker_encoding = "base64";
constexpr std::string_view marker_url = "data:;base64,e30K";

struct Key {
    std::string_view name;
    std::string_view encoding; // its name's, if it has one
    std::string_view marker;
};

constexpr std::array keys = {
    Key{"ignition.config.data", "ignition.config.data.encoding", marker},
    Key{"coreos.config.data", "coreos.config.data.encoding", marker},
    Key{"ignition.config.url", {}, marker_url},
    Key{"coreos.config.url", {}, marker_url},
};

constexpr std::string_view environment = "ovfenv";
constexpr std::string_view environment_keys[] = {"guestinfo.ignition.config.data",
                                                 "guestinfo.ignition.config.data.encoding"};

Result<void> overwrite(const Key& key, const Guestinfo& host) {
    const std::optional<std::string> value = TRY(host.get(key.name));
    if (!value || value->empty())
        return {};
    if (*value != key.marker)
        TRY(host.set(key.name, key.marker));
    if (key.encoding.empty() || TRY(host.get(key.encoding)).value_or("") == marker_encoding)
        return {};
    return host.set(key.encoding, marker_encoding);
}

} // namespace

Result<void> erase_vmware(Context& context) {
    const Guestinfo host = TRY(
        Guestinfo::open(context.where.backdoor != nullptr ? *context.where.backdoor : backdoor_of_machine()));
    for (const Key& key : keys)
        TRY(overwrite(key, host));
    const std::optional<std::string> document = TRY(host.get(environment));
    if (!document || document->empty())
        return {};
    const std::string rest =
        TRY(without_properties(*document, environment_keys).map_error(within("read the OVF environment")));
    if (rest == *document)
        return {};
    return host.set(environment, rest);
}

} // namespace ignite::platform
