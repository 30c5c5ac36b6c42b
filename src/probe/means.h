// What steps need beside their devices.
#pragma once

#include <string>

namespace ignite::probe {

// Whether a node is there, or a program can be started; a node is named by its path.
bool is_at_hand(const std::string& name);

} // namespace ignite::probe
