// The stages of a first boot, and doing one of them. Each is a process of its own, because the network comes
// up between two of them and the root is mounted between two others. Spec stages.md §1.5, §5 to §11.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"
#include "ignite/platform/provider.h"
#include "ignite/system/process.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::stage {

struct Options {
    const platform::Provider* platform = nullptr;
    std::string root = "/";
    std::string config_cache = "/run/ignition.json";
    std::string state_file = "/run/ignition/state";
    std::string neednet = "/run/ignition/neednet";
    std::string failure_note = "/run/ignition/failure";
    std::chrono::nanoseconds fetch_timeout = std::chrono::minutes{2};   // for the first config; 0: no limit
    std::chrono::nanoseconds device_timeout = std::chrono::seconds{90}; // for a device to appear
    std::string authorized_keys_fragment; // IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT
    // Runtime, local, vendor: the first has the highest priority.
    std::array<std::string, 3> system_directories = {"/run/ignition", "/etc/ignition", "/usr/lib/ignition"};
    bool foreign_data_is_none = true; // user data for another program count as none, and are no fault
    platform::Surroundings where;
};

struct Stage;

std::vector<std::string_view> stage_names(); // in the order of the boot
const Stage* find_stage(std::string_view name);

enum class Ending : std::uint8_t {
    done,
    needs_network, // only of fetch-offline: the flag is set, and all is well
    failed,
    no_state, // the state file cannot be read
};

struct Outcome {
    Ending ending = Ending::done;
    std::optional<Error> error;
    std::optional<config::Config> config; // that could not be carried out: base and user config merged
};

// Runs one stage. What it says goes to the journal; a failure leaves a note for the emergency path as well.
Outcome run(const Stage& stage, const Options& options, journal::Journal& journal,
            system::ProcessStarter& processes);

} // namespace ignite::stage
