// What the report of the boot is made of.
#pragma once

#include "work.h"

#include "ignite/plan/step.h"
#include "ignite/state/boot_report.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::stage {

// A stage that began at `begun` and ends now.
state::StageRun stage_run(std::string_view name, Clock::time_point begun, const exec::StepTimes& times);

// Where files and keys come from, in the order of the config; without secrets.
std::vector<state::ResourceUse> resources_of(const config::Config& config);

// What has been written below the new root. Steps that only prepare or mend write nothing.
class Notebook {
public:
    void note(const plan::Step& step);
    const state::Written& written() const { return written_; }

private:
    friend struct Notes;
    using Index = std::map<std::string, std::size_t>; // by name, the place in the list

    state::Written written_;
    Index units_;
    Index users_;
    Index groups_;
};

} // namespace ignite::stage
