// What must outlive a stage, beside the config cache: /run/ignition/state.
//
// The keys of spec stages.md §3.2 keep their names and shapes; ours stand beside them under "ignite". The
// file holds secrets until the stage that stores them for good removes them, so it is 0600 in a directory of
// 0700.
#pragma once

#include "ignite/core/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ignite::state {

// One config that was had: from where, and whether another config named it.
struct FetchedConfig {
    std::string kind;   // "base" or "user"
    std::string source; // "system", "cmdline", a platform's id, or the path part of a URL
    bool referenced = false;

    friend bool operator==(const FetchedConfig&, const FetchedConfig&) = default;
};

// How long the steps of one kind took in a stage.
struct StepsRun {
    std::string kind; // plan::kind_of
    std::uint64_t count = 0;
    std::int64_t milliseconds = 0; // all of them together

    friend bool operator==(const StepsRun&, const StepsRun&) = default;
};

// How long a stage took, for the report.
struct StageRun {
    std::string name;
    std::int64_t milliseconds = 0;
    std::vector<StepsRun> steps = {}; // in the order in which the first of each kind was done

    friend bool operator==(const StageRun&, const StageRun&) = default;
};

// A file that the platform wants written into the new root.
struct ProviderFile {
    std::string path;
    std::int64_t mode = 0;
    std::string contents; // data URL; may hold secrets
};

// Where an element of the cached config was written, so that a later stage can still name the line.
struct OriginPlace {
    std::uint32_t document = 0; // index into Origins::documents
    std::uint64_t line = 0;     // from 1; 0: nobody wrote it
    std::uint64_t column = 0;   // in bytes, from 1

    friend bool operator==(const OriginPlace&, const OriginPlace&) = default;
};

// One place for each element that has a position, in the order in which config::for_each_position visits
// them. They stay the text that they are in the file: there can be many thousands, and only a failure asks
// for one.
struct Origins {
    std::vector<std::string> documents; // names, as a person would call them
    std::string places;                 // "document:line:column " of each

    void add(const OriginPlace& place);
    std::optional<OriginPlace> place(std::size_t index) const;
};

struct State {
    std::vector<FetchedConfig> fetched_configs;
    std::map<std::string, std::string> luks_persist_key_files;        // volume name, data URL of its key
    std::vector<std::string> notated_directories;                     // config paths that `mount` created
    std::vector<ProviderFile> provider_files;                         // providerOutputFiles
    std::map<std::string, std::string> luks_persist_volume_key_files; // file name, data URL
    Origins origins;
    std::vector<StageRun> stages;
};

// A file that is not there is an empty state; one that is not JSON is an error.
Result<State> load(const std::string& path);

// Replaces the file atomically; makes its directory.
Result<void> save(const State& state, const std::string& path);

} // namespace ignite::state
