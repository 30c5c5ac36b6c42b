// A dry run, for people and for programs.
#pragma once

#include "ignite/plan/dry_run.h"

#include <string>
#include <vector>

namespace ignite::cli {

struct ShownPlan {
    std::vector<plan::Disk> disks; // those that the config names, as they are before
    const plan::DryRun& run;
    std::string place; // what part of the config is to blame for its end: "a.ign:3:5"; empty: none
    int exit_code = 0;
};

std::string plan_as_text(const ShownPlan& shown);
std::string plan_as_json(const ShownPlan& shown);

} // namespace ignite::cli
