// Copying what a table knows from one object to another of the same type.
#pragma once

#include "field.h"

namespace ignite::config {

void copy_member(const void* from, const Field& field, void* to);

// An object with what it knows of itself beside its members.
void copy_object(const void* from, const Shape& shape, Fields members, void* to);

} // namespace ignite::config
