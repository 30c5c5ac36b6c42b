// Getting at texts within what a platform tells. Spec platforms.md §6.4.
#pragma once

#include "metadata_table.h"

namespace ignite::platform {

// What is not there is empty.
Result<std::string> read_if_there(const Read& read, std::string_view path);

// Without the blanks at their ends; empty ones are left out.
std::vector<std::string> lines_of(std::string_view text);

// Without blanks around it, and without a pair of quotes within those.
std::string_view without_quotes(std::string_view text);

// Texts at a place of a JSON document, see Format::json.
Result<std::vector<std::string>> texts_at(const std::string& document, std::string_view place);

// "key: value" of the first line that has the key; quotes around a value go.
std::string value_of_line(std::string_view text, std::string_view key);

} // namespace ignite::platform
