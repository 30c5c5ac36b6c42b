// All stages on paper: what each would do if those before it had done theirs. The same planners, the same
// `describe` and `after` as for real; nobody acts.
//
// The block devices are known beforehand. The new root is not: what a phase asks of it depends on what the
// phases before promised, so the way to look at it is handed in.
#pragma once

#include "ignite/config/types.h"
#include "ignite/plan/disk_phases.h"
#include "ignite/plan/files_phases.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

// May leave questions open: what is not known is taken as not there, and DryRun::assumptions says so.
using LookAtRoot = std::function<Result<RootTree>(const Questions&)>;

struct DryPhase {
    std::string_view stage;
    std::string_view name;          // as its messages are prefixed; may be empty
    std::vector<std::string> steps; // one `describe` each
    std::vector<std::string> warnings;
};

// Where the real run would end, and with what.
struct DryEnd {
    std::string_view stage;
    std::string_view phase;
    Error error;
};

struct DryRun {
    std::vector<DryPhase> phases; // those that have something to do or to say
    std::optional<DryEnd> end;    // empty: every stage would end well
    BlockDevices after;
    RootTree found; // all that was seen of the new root on the way
    std::vector<std::string> assumptions;
};

// The steps of some phases as far as they can be known beforehand: up to the first phase that refuses, or
// whose devices are not there yet. A partition that is made on the way is taken as empty.
std::vector<Step> foresee(std::span<const DiskPhase> phases, const config::Config& config, Machine machine,
                          const Drawn& drawn);

DryRun run_dry(const config::Config& config, Machine machine, const Drawn& drawn, FilesGiven given,
               const LookAtRoot& look);

} // namespace ignite::plan
