// What Clevis is told: the pin, and its config as JSON.
#pragma once

#include "ignite/config/types.h"
#include "ignite/plan/disk_steps.h"

namespace ignite::plan {

bool is_custom(const config::Clevis& clevis);

// How many of the pins are needed.
std::int64_t threshold_of(const config::Clevis& clevis);

// A server whose advertisement the config does not bring along has to be there now.
bool is_asked(const config::Tang& tang);

BindVolume binding_of(const config::Luks& luks, const std::string& alias);

} // namespace ignite::plan
