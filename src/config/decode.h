// A document becomes a config: every member by its field table, by the rules of one version.
#pragma once

#include "ignite/config/parse.h"
#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "ignite/core/version.h"
#include "ignite/json/document.h"

#include <string>

namespace ignite::config {

// Every value of a wrong type is reported; the first in the document is what the reference would report, the
// others are ours. Members that had one stay as they were.
Config decode(const json::Document& document, std::uint32_t number, Version version, Report& report,
              const Behind& behind = {});

// `ignition.version` only, with the same care for keys and types.
std::string decode_version(const json::Document& document, std::uint32_t number, Report& report);

} // namespace ignite::config
