// A machine as JSON: what `ignite probe` prints, and what bug reports and tests plan for.
#pragma once

#include "ignite/core/result.h"
#include "ignite/json/writer.h"
#include "ignite/plan/machine.h"

#include <string>
#include <string_view>

namespace ignite::probe {

// Members that say nothing are left out, and so are contents of files that not everybody may read.
std::string write_machine(const plan::Machine& machine);

void write_disk(json::Writer& writer, const plan::Disk& disk);

// A key that is not known is an error: a machine that is half understood gives a wrong plan.
Result<plan::Machine> read_machine(std::string_view text);

} // namespace ignite::probe
