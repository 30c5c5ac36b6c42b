#include "volumes.h"

#include "ignite/exec/apply.h"
#include "ignite/exec/await_devices.h"
#include "ignite/plan/luks_needs.h"
#include "ignite/probe/block_devices.h"

namespace ignite::stage {

namespace {

Result<plan::Machine> look_at_volumes(const Run& run) {
    plan::Machine found;
    found.blocks = TRY(probe::probe_block_devices(plan::ask_for_unfinished_luks(run.config), run.hands.root,
                                                  exec::Aliases{}.directory)
                           .map_error(within("look at the encrypted volumes")));
    return found;
}

} // namespace

Result<std::map<std::string, std::string>> volume_uuids(const Run& run) {
    std::map<std::string, std::string> uuids;
    const plan::Machine found = TRY(look_at_volumes(run));
    for (const config::Luks& luks : run.config.storage.luks)
        if (const auto device = plan::find_device(found.blocks, *luks.device); device && device->signature)
            uuids[luks.name] = device->signature->uuid;
    return uuids;
}

Result<void> finish_volumes(const Run& run) {
    const plan::Machine found = TRY(look_at_volumes(run));
    return exec::apply(plan::plan_finished_luks(run.config, found).steps, run.hands);
}

} // namespace ignite::stage
