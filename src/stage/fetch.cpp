// The stages that get the config. The getting itself is done before a stage's work begins.
#include "work.h"

#include "ignite/acquire/network_needs.h"

namespace ignite::stage {

Result<void> work_fetch_offline(Run& run) {
    if (const std::string need = acquire::first_network_need(run.config); !need.empty())
        return fail(Fault::needs_network, need);
    return {};
}

Result<void> work_fetch(Run& run) {
    run.hands.journal.info("fetch complete");
    return {};
}

} // namespace ignite::stage
