// Where each value of a config was written: in which document, and where in it. Kept through merging, so that
// what is found afterwards still points to the line the user wrote.
#pragma once

#include "ignite/config/merge.h"
#include "ignite/config/types.h"
#include "ignite/core/place.h"
#include "ignite/core/position.h"
#include "ignite/core/report.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ignite::config {

class Origins {
public:
    Origins() = default; // nobody knows

    // Of a config that was parsed from one document.
    static Origins of(const Config& config, std::string_view text, std::uint32_t document);

    // Of a config that has another shape than its document: what its elements know.
    static Origins of(const Config& config);

    // Of what `merge` made of two.
    static Origins merged(const Origins& parent, const Origins& child, const Transcript& transcript);

    // Of a place, or of its nearest ancestor that is known.
    Position find(std::string_view place) const;

private:
    std::unordered_map<std::string, Position> positions_;
};

// A config that knows where it comes from.
struct Traced {
    Config config;
    Origins origins;
};

Traced merge(const Traced& parent, const Traced& child);

// Gives findings that have none their positions: in one document, or after merging.
void locate(Report& report, std::string_view text, std::uint32_t document);
void locate(Report& report, const Origins& origins);

// Calls `visit` with every value that is set, in order, written as JSON. For showing a config with its
// origins.
void for_each_value(const Config& config,
                    const std::function<void(const Place& place, const std::string& value)>& visit);

} // namespace ignite::config
