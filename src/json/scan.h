// The words of JSON: strings and numbers, found in a text and checked.
#pragma once

#include <cstddef>
#include <string_view>

namespace ignite::json {

// A stretch of the text that was checked, or where and why it is wrong.
struct Scanned {
    std::size_t end = 0; // behind the last byte; when wrong, the offending byte
    const char* wrong = nullptr;
    bool as_written = true; // of a string: no escape in it, and valid UTF-8 throughout
    bool overflows = false; // of a number: too large for a double
};

// From the opening quote on.
Scanned scan_string(std::string_view text, std::size_t begin);
Scanned scan_number(std::string_view text, std::size_t begin);

} // namespace ignite::json
