// Keys of a document that are no field of its version, exactly: typing mistakes, mostly.
#pragma once

#include "ignite/core/report.h"
#include "ignite/core/version.h"
#include "ignite/json/document.h"

namespace ignite::config {

// Nothing is looked at below an unknown key. A null where an object is expected draws a warning too: the pass
// cannot look inside it.
void find_unknown_keys(const json::Document& document, std::uint32_t number, Version version, Report& report);

} // namespace ignite::config
