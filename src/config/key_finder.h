// Looks for keys of a document that are in no field table.
#pragma once

#include "field.h"
#include "ignite/core/place.h"
#include "ignite/core/report.h"
#include "ignite/json/document.h"

#include <string_view>
#include <vector>

namespace ignite::config {

class KeyFinder {
public:
    KeyFinder(std::uint32_t document, Version version, Report& report)
        : document_{document}, version_{version}, report_{report} {}

    void object(const json::Value& value, Fields fields, const Place& place);

private:
    void look_into(const json::Value& value, const Field& field, const Place& place);
    void warn_about(const std::vector<json::Value>& keys, Fields fields, const Place& place);
    void suggest(std::string_view key, Fields fields, Finding& finding);

    std::uint32_t document_;
    Version version_;
    Report& report_;
};

} // namespace ignite::config
