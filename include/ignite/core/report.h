// What was found in a document, all of it, so that the user can mend many things at once.
#pragma once

#include "ignite/core/place.h"
#include "ignite/core/position.h"
#include "ignite/core/text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignite {

enum class Severity : std::uint8_t { info, warning, error };

constexpr std::string_view word_for(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "info";
}

// Who would say it. Where we stand in for the reference, only what the reference says is said.
enum class Voice : std::uint8_t { reference, ours };

struct Finding {
    Severity severity = Severity::error;
    Voice voice = Voice::reference;
    std::string_view code; // name of the rule; lives for ever
    std::string place;     // `$.storage.files.0.path`, or empty: the document as a whole
    Position position;
    std::string text;
    std::string hint; // what would be right, or empty
};

class Report {
public:
    // `code` is a literal.
    Finding& add(Severity severity, std::string_view code, std::string place, std::string text) {
        findings_.push_back({severity, Voice::reference, code, std::move(place), {}, std::move(text), {}});
        return findings_.back();
    }
    Finding& fail(std::string_view code, const Place& place, std::string text) {
        return add(Severity::error, code, place.text(), std::move(text));
    }
    Finding& warn(std::string_view code, const Place& place, std::string text) {
        return add(Severity::warning, code, place.text(), std::move(text));
    }
    void append(Report&& other) {
        for (Finding& finding : other.findings_)
            findings_.push_back(std::move(finding));
    }

    bool has_errors() const {
        for (const Finding& finding : findings_)
            if (finding.severity == Severity::error)
                return true;
        return false;
    }
    bool empty() const { return findings_.empty(); }

    std::vector<Finding>& findings() { return findings_; }
    const std::vector<Finding>& findings() const { return findings_; }

private:
    std::vector<Finding> findings_;
};

} // namespace ignite
