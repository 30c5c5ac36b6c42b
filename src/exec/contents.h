// From where a step says its bytes come, to a file that is open.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/plan/tree_steps.h"

#include <string_view>

namespace ignite::exec {

// Where the bytes come from; empty: from nowhere, or they are the step's own.
std::string_view source_of(const plan::Contents& contents);

// Whether it takes time and other machines.
bool is_remote(const plan::Contents& contents);

// Whether it is written just as it stands in the config.
bool is_plain(const plan::Contents& contents);

// A header without a value was to be removed while merging; one that still is there cannot be sent.
Result<fetch::Request> request_for(const plan::Contents& contents);

// Puts the bytes at the end of the file.
Result<void> fill(int descriptor, const plan::Contents& contents, fetch::Fetcher& fetcher);

} // namespace ignite::exec
