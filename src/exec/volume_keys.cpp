#include "ignite/exec/volume_keys.h"

#include "ignite/core/text.h"
#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace ignite::exec {

namespace {

// What is freed may still be read by who gets the memory next.
void erase(const std::string& path, std::size_t length) {
    const system::Fd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (file)
        (void)system::write_all(file.number(), std::string(length, '\0')); // it goes in any case
    (void)::unlink(path.c_str());
}

} // namespace

VolumeKeys::~VolumeKeys() {
    for (const auto& [volume, key] : keys_)
        erase(file_of(volume), key.size());
    (void)::rmdir(
        directory_.c_str()); // not there: there was no key; not empty: another run of ours is at work
}

Result<void> VolumeKeys::add(const std::string& volume, std::string key) {
    TRY(system::make_directories(directory_, 0700));
    TRY(system::replace_small_file(file_of(volume), key, 0600));
    keys_[volume] = std::move(key);
    return {};
}

std::string VolumeKeys::file_of(const std::string& volume) const {
    return cat(directory_, "/ignition-luks-", volume);
}

void VolumeKeys::remove(const std::string& volume) {
    const auto key = keys_.find(volume);
    if (key == keys_.end())
        return;
    erase(file_of(volume), key->second.size());
    keys_.erase(key);
}

} // namespace ignite::exec
