// A config put into a tree that is not booting: a container, or an image that is being built. Only what such
// a tree can take: nodes and units. Spec stages.md §15.1.
#pragma once

#include "ignite/core/documents.h"
#include "ignite/core/report.h"
#include "ignite/core/result.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/journal.h"
#include "ignite/system/process.h"

#include <string>

namespace ignite::stage {

// Sections that a tree which is not booting cannot take: disks and what is on them, users, kernel arguments.
enum class Unsupported : bool { refused, skipped };

struct Application {
    std::string root = "/"; // absolute
    std::string name;       // of the config, as a person would call it
    std::string text;
    fetch::Network network = fetch::Network::allowed;
    Unsupported unsupported = Unsupported::refused;
};

// What was read on the way, so that an error can be shown with its line.
struct ReadTexts {
    Documents documents;
    Report report; // of a config that was refused
};

// May be done many times to one root, and leaves nothing there but what the config says.
Result<void> apply(const Application& application, ReadTexts& texts, journal::Journal& journal,
                   system::ProcessStarter& processes);

} // namespace ignite::stage
