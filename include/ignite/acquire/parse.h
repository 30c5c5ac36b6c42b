// One document to one config, with everything that was found said in the journal.
#pragma once

#include "ignite/acquire/sources.h"
#include "ignite/config/origins.h"

#include <optional>
#include <string>

namespace ignite::acquire {

// Nothing when the document has no bytes. Origins are only known when the errand traces. A config that is
// refused is Fault::config, and its findings stay in the errand's report.
Result<std::optional<config::Traced>> parse(Errand& errand, std::string name, std::string bytes);

// Says every finding of a report, each at the level it deserves.
void say(Errand& errand, const Report& report);

} // namespace ignite::acquire
