// The elements of a config that know where they were written.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/place.h"

#include <functional>

namespace ignite::config {

// Calls `visit` with every element that has a position, in the order of the field tables: the same config is
// walked in the same order, whoever wrote it.
void for_each_position(Config& config, const std::function<void(const Place&, Position&)>& visit);
void for_each_position(const Config& config, const std::function<void(const Place&, const Position&)>& visit);

} // namespace ignite::config
