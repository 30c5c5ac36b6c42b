// Telling a failure: the last line of the log, and the note for the emergency path.
#pragma once

#include "invocation.h"

namespace ignite::stage {

void tell_failure(const Error& error, const Invocation& invocation);

} // namespace ignite::stage
