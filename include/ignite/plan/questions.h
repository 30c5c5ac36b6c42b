// What planners need to know of the machine, so that `probe` looks at that and at nothing else.
#pragma once

#include <string>
#include <vector>

namespace ignite::plan {

struct Questions {
    std::vector<std::string> disks;   // devices whose partition tables matter
    std::vector<std::string> devices; // devices whose signatures matter; may not exist yet
    std::vector<std::string> volumes; // names of encrypted volumes that may be open
    std::vector<std::string> means;   // programs, and nodes that steps need beside their devices
    std::vector<std::string> places;  // where something is to be mounted, as paths under the new root
    std::vector<std::string> users;   // names to look up under the new root
    std::vector<std::string> groups;
    std::vector<std::string> paths;    // nodes under the new root, as the config names them
    std::vector<std::string> contents; // of them, files whose contents matter; at most a few MiB each
    std::vector<std::string> units;    // units whose enablement under the new root matters
    bool policy = false;               // the SELinux policy of the new root
    bool report = false;               // the result file of an earlier run

    friend bool operator==(const Questions&, const Questions&) = default;
};

} // namespace ignite::plan
