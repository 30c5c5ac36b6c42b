#include "vmware.h"

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

// Values hold the config, and so do not show.
system::Command call(std::string_view request) {
    return {.program = "vmware-rpctool",
            .arguments = {system::Word{request, system::Word::Shown::no}},
            .deadline = std::chrono::seconds{30}};
}

// Nothing when the host has no such value. A channel that is lost is not taken for that.
Result<std::optional<std::string>> get(std::string_view key, Context& context) {
    const system::Command command = call(cat("info-get guestinfo.", key));
    system::Outcome outcome = TRY(context.processes.run(command).map_error(within("read guestinfo.", key)));
    if (outcome.status == 0) {
        if (outcome.out.ends_with('\n'))
            outcome.out.pop_back();
        return std::move(outcome.out);
    }
    if (cat(outcome.out, outcome.err).find("No value found") != std::string::npos)
        return std::nullopt;
    return fail(Fault::tool, "read guestinfo.", key, ": vmware-rpctool ended with ", outcome.status, ": ",
                outcome.err.empty() ? outcome.out : outcome.err);
}

Result<void> set(std::string_view key, std::string_view value, Context& context) {
    const system::Command command = call(cat("info-set guestinfo.", key, " ", value));
    TRY(context.processes.output_of(command).map_error(within("overwrite guestinfo.", key)));
    return {};
}

Result<void> overwrite(const Key& key, Context& context) {
    const std::optional<std::string> value = TRY(get(key.name, context));
    if (!value || value->empty())
        return {};
    if (*value != key.marker)
        TRY(set(key.name, key.marker, context));
    if (key.encoding.empty() || TRY(get(key.encoding, context)).value_or("") == marker_encoding)
        return {};
    return set(key.encoding, marker_encoding, context);
}

} // namespace

Result<void> erase_vmware(Context& context) {
    for (const Key& key : keys)
        TRY(overwrite(key, context));
    const std::optional<std::string> document = TRY(get(environment, context));
    if (!document || document->empty())
        return {};
    const std::string rest =
        TRY(without_properties(*document, environment_keys).map_error(within("read the OVF environment")));
    if (rest == *document)
        return {};
    return set(environment, rest, context);
}

} // namespace ignite::platform
