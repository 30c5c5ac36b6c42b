// What has to be had for the config's encrypted volumes before anything is written: keys, answers of key
// servers; and what is left to do once nothing about them can be lost any more.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/machine.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/step.h"

#include <span>
#include <string>
#include <vector>

namespace ignite::plan {

struct KeyNeed {
    std::string volume;
    const config::Resource* source = nullptr; // in the config; nullptr: the key is made up
    Position position;
};

std::vector<KeyNeed> keys_needed(const config::Config& config);

// The advertisement of every Tang server that the config does not bring along. Asked for so that a server
// that is not there is waited for with our patience, by a fetcher that tries again; the tools do not.
struct ServerNeed {
    std::string url;
    Position position;
};

std::vector<ServerNeed> servers_needed(const config::Config& config);

// Nodes of which one has to be there for a TPM; empty when no volume needs one.
std::span<const std::string_view> tpm_nodes();
bool needs_tpm(const config::Config& config);

// Volumes that only the machine itself can open bear the mark of unfinished ones until their keys are safe.
Questions ask_for_unfinished_luks(const config::Config& config);
Plan plan_finished_luks(const config::Config& config, const Machine& machine);

} // namespace ignite::plan
