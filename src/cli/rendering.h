// A config file with its references followed, merged and checked once more.
#pragma once

#include "ignite/acquire/render.h"
#include "ignite/config/origins.h"
#include "ignite/core/documents.h"
#include "ignite/core/report.h"
#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"

#include <string>

namespace ignite::cli {

struct Rendering {
    Documents documents; // every one that was read
    Report report;
    config::Traced traced;
};

// `path` may be "-". What was found on the way is in the report, whether or not it came to a config.
Result<void> render_file(const std::string& path, fetch::Network network, Rendering& rendering);

} // namespace ignite::cli
