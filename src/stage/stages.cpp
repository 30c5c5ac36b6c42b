#include "work.h"

#include <algorithm>

namespace ignite::stage {

namespace {

using enum Stage::UserConfig;
using enum fetch::Network;

// In the order of the boot. Each row has its unit in units/; `umount` is the stop action of the mount unit.
constexpr std::array all_stages = {
    Stage{"fetch-offline", forbidden, is_fetched, work_fetch_offline},
    Stage{"fetch", allowed, is_fetched, work_fetch},
    Stage{"kargs", allowed, is_cached, work_kargs},
    Stage{"disks", allowed, is_cached, work_disks},
    Stage{"mount", allowed, is_cached, work_mount},
    Stage{"files", allowed, is_cached, work_files, conclude_files},
    Stage{"umount", allowed, is_cached, work_umount},
};

} // namespace

std::vector<std::string_view> stage_names() {
    std::vector<std::string_view> names;
    for (const Stage& stage : all_stages)
        names.push_back(stage.name);
    return names;
}

const Stage* find_stage(std::string_view name) {
    const auto found = std::ranges::find(all_stages, name, &Stage::name);
    return found == all_stages.end() ? nullptr : &*found;
}

} // namespace ignite::stage
