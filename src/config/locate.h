// Where the value at a place stands in a document.
#pragma once

#include "ignite/json/document.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ignite::config {

// Finds places given as `$.storage.files.0.path`. What is not there is found at its nearest ancestor that is.
// Keys in another case are found as well, and of a key given twice the last value.
class Locator {
public:
    explicit Locator(const json::Document& document) : document_{document} {}

    std::uint64_t offset_of(std::string_view place);

private:
    std::optional<json::Value> element(const json::Value& list, std::size_t index);

    const json::Document& document_;
    // Findings come in the order of the document mostly, so a search in a long list goes on where the last
    // ended.
    struct LastElement {
        std::uint64_t list = 0;
        std::size_t index = 0;
        std::optional<json::Value::Elements::Iterator> at;
    };
    std::optional<LastElement> last_;
};

} // namespace ignite::config
