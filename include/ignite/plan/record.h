// The record of an unfinished run, as text on the disk: what was there before we began. See Record.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/root_tree.h"

#include <string>
#include <string_view>

namespace ignite::plan {

// Where it is kept, below the new root. Mode 0600: it holds the account databases.
inline constexpr std::string_view record_path = "/etc/.ignition-unfinished";

// What a run that came to its end leaves: for other programs (spec stages.md §12.9), and our own account.
inline constexpr std::string_view result_path = "/etc/.ignition-result.json";
inline constexpr std::string_view report_path = "/etc/.ignite-report.json";

std::string encode(const Record& record);

// A record that is not whole is an error: it is written in one piece, before anything it stands for.
Result<Record> decode_record(std::string_view text);

} // namespace ignite::plan
