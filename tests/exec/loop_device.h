// An image behind a loop device, both gone with the test. For root only.
#pragma once

#include "system/image_file.h"

#include <unistd.h>

namespace ignite::tests {

inline bool can_use_loop_devices() {
    const bool can = ::geteuid() == 0 && ::access("/dev/loop-control", R_OK | W_OK) == 0;
    if (!can)
        WARN("skipped: needs root and loop devices");
    return can;
}

class LoopDevice {
public:
    explicit LoopDevice(std::uint64_t mebibytes, unsigned sector_size = 512) : image_{mebibytes} {
        node_ = output("losetup",
                       {"--find", "--show", "--partscan", "--sector-size", cat(sector_size), image_.path()});
        while (node_.ends_with('\n'))
            node_.pop_back();
    }
    ~LoopDevice() {
        system::RealProcesses processes;
        (void)processes.run(
            {.program = "losetup", .arguments = {"--detach", node_}}); // a leftover shows in losetup -l
    }
    LoopDevice(const LoopDevice&) = delete;
    LoopDevice& operator=(const LoopDevice&) = delete;

    const std::string& node() const { return node_; }
    std::string part(unsigned number) const { return cat(node_, "p", number); }
    const ImageFile& image() const { return image_; }

private:
    ImageFile image_;
    std::string node_;
};

} // namespace ignite::tests
