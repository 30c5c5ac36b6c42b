// Keys of encrypted volumes while the stage "disks" runs: in memory, and in files that the tools read, which
// are root's alone, lie in memory as well, and are gone when this is.
#pragma once

#include "ignite/core/result.h"

#include <map>
#include <string>

namespace ignite::exec {

class VolumeKeys {
public:
    explicit VolumeKeys(std::string directory = "/run/ignition/keys") : directory_{std::move(directory)} {}
    ~VolumeKeys();
    VolumeKeys(const VolumeKeys&) = delete;
    VolumeKeys& operator=(const VolumeKeys&) = delete;

    Result<void> add(const std::string& volume, std::string key);

    // Where a tool finds it, whether it is there or not.
    std::string file_of(const std::string& volume) const;

    // The volume has no use for it any more.
    void remove(const std::string& volume);

    // By volume, those that are to be there when the machine boots again. Secret.
    const std::map<std::string, std::string>& all() const { return keys_; }

private:
    std::string directory_;
    std::map<std::string, std::string> keys_;
};

} // namespace ignite::exec
