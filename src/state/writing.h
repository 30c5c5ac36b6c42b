// What both of our files hold, in the same form. Lists are never null here.
#pragma once

#include "ignite/json/writer.h"
#include "ignite/state/state.h"

#include <string>
#include <vector>

namespace ignite::state {

void write_list(json::Writer& writer, const std::vector<FetchedConfig>& configs);
void write_list(json::Writer& writer, const std::vector<StageRun>& stages);
void write_list(json::Writer& writer, const std::vector<std::string>& names);

} // namespace ignite::state
