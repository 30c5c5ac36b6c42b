// What `ignite status` has found, for people and for programs.
#pragma once

#include "ignite/state/boot_report.h"

#include <optional>
#include <string>

namespace ignite::cli {

// At least one of the two.
struct Provisioned {
    std::optional<state::BootReport> report; // nothing: by another Ignition than ours
    std::optional<state::BootResult> result;
};

std::string status_as_text(const Provisioned& what);

// "by", "date", "bootID", "userConfigProvided", "earlierResults", and our report under "report" if there is
// one.
std::string status_as_json(const Provisioned& what);

} // namespace ignite::cli
