// Spec 1 differs from 2.0.0 in where it keeps files: in the filesystem they belong to.
#pragma once

#include "old_config.h"

namespace ignite::config::old {

// Filesystems and files as 2.0.0 has them. They keep the places where the document has them.
void raise_from_spec_1(Storage& storage);

} // namespace ignite::config::old
