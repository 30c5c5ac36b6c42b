// What is told of a first boot once it is over: /etc/.ignite-report.json of the new root. The stage "files"
// writes it beside the reference's result file (spec stages.md §12.9), `ignite status` reads both.
//
// It holds no secret: no contents, no key, no hash, of a URL neither user info nor query. It is 0600 all the
// same, since it names what is where.
#pragma once

#include "ignite/core/result.h"
#include "ignite/json/writer.h"
#include "ignite/state/state.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::state {

// Where the contents of a node, or the key of a volume, came from.
struct ResourceUse {
    std::string of;     // "/etc/motd", "volume data"
    std::string source; // as it may be shown: "https://host/path", "data:…"

    friend bool operator==(const ResourceUse&, const ResourceUse&) = default;
};

// A user, group or unit, and what was done to it in this order: "added", "password", "ssh keys"; "written",
// "drop-in", "enabled", "disabled", "masked", "unmasked".
struct Touched {
    std::string name;
    std::vector<std::string> deeds;

    friend bool operator==(const Touched&, const Touched&) = default;
};

// Paths are those below the new root, with the symlinks of their parents resolved.
struct Written {
    std::vector<std::string> files;
    std::vector<std::string> directories;
    std::vector<std::string> links;
    std::vector<Touched> units;
    std::vector<Touched> users;
    std::vector<Touched> groups;

    friend bool operator==(const Written&, const Written&) = default;
};

struct BootReport {
    std::string version; // of ignite
    std::string date;    // RFC 3339, when the stage "files" began
    std::string boot_id; // with dashes
    std::vector<FetchedConfig> configs;
    std::vector<ResourceUse> resources;
    std::vector<StageRun> stages; // "files" up to the writing of this report
    Written written;
    std::vector<std::string> earlier_tries; // when stages "files" that were broken off began, RFC 3339

    friend bool operator==(const BootReport&, const BootReport&) = default;
};

// As a value of a document that is being written.
void write(json::Writer& writer, const BootReport& report);

// JSON, indented, with a newline at its end.
std::string encode(const BootReport& report);

// Takes what encode() gives. Fault::system when it is not JSON or not an object.
Result<BootReport> decode_report(std::string_view text);

// What every Ignition leaves: spec stages.md §12.9.
struct BootResult {
    std::string boot_id;
    std::string date;
    bool user_config_provided = false;
    std::size_t earlier = 0; // results nested in it: how often the machine was provisioned before
};

Result<BootResult> decode_result(std::string_view text);

} // namespace ignite::state
