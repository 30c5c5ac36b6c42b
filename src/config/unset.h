// Whether something was given at all.
#pragma once

#include "field.h"

namespace ignite::config {

bool is_unset(const void* owner, const Field& field);
bool is_unset(const void* object, Fields members);

} // namespace ignite::config
