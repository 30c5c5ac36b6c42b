#include "surroundings.h"

#include "flags.h"

#include <unistd.h>

#include <cstdlib>

namespace ignite::cli {

namespace {

// An empty value counts as unset.
std::string variable(const char* name, const char* otherwise) {
    const char* value = ::getenv(name); // NOLINT(concurrency-mt-unsafe): there are no threads
    return value && *value ? value : otherwise;
}

} // namespace

platform::Surroundings surroundings() {
    platform::Surroundings where;
    where.config_file = variable("IGNITION_CONFIG_FILE", where.config_file.c_str());
    where.oem = variable("IGNITION_OEM_LOOKASIDE_DIR", where.oem.c_str());
    where.command_line = variable("IGNITION_KERNEL_CMDLINE_PATH", where.command_line.c_str());
    return where;
}

std::array<std::string, 3> system_directories() {
    return {
        variable("IGNITION_SYSTEM_RUNTIME_CONFIG_DIR", "/run/ignition"),
        variable("IGNITION_SYSTEM_LOCAL_CONFIG_DIR", "/etc/ignition"),
        variable("IGNITION_SYSTEM_CONFIG_DIR", "/usr/lib/ignition"),
    };
}

// Each kind of container says so in its own way. Spec stages.md §15.1.
bool in_container() {
    return !variable("container", "").empty() || ::access("/run/.containerenv", F_OK) == 0 ||
           ::access("/.dockerenv", F_OK) == 0;
}

bool foreign_data_is_none() { return variable("IGNITE_FOREIGN_USER_DATA", "") != "refuse"; }

Result<std::optional<std::chrono::nanoseconds>> device_timeout() {
    const std::string text = variable("IGNITE_DEVICE_TIMEOUT", "");
    if (text.empty())
        return std::nullopt;
    return TRY(parse_duration(text).map_error(within("IGNITE_DEVICE_TIMEOUT")));
}

std::string authorized_keys_fragment() { return variable("IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT", ""); }

} // namespace ignite::cli
