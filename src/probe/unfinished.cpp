#include "unfinished.h"

#include "ignite/plan/disk_steps.h"
#include "ignite/system/end_mark.h"
#include "ignite/system/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ignite::probe {

namespace {

// A byte that is not 0 while the maker is at work.
struct Mark {
    std::string_view type;
    off_t offset;
};

constexpr std::array marks = {
    Mark{"xfs", 126}, // sb_inprogress
};

} // namespace

bool is_unfinished(const std::string& device, std::string_view type) {
    if (system::has_end_mark(device, plan::unfinished_mark))
        return true;
    const auto mark = std::ranges::find(marks, type, &Mark::type);
    if (mark == marks.end())
        return false;
    const system::Fd file{::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    char byte = 0;
    return file && ::pread(file.number(), &byte, 1, mark->offset) == 1 && byte != 0;
}

} // namespace ignite::probe
