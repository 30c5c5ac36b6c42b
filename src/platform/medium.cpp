#include "medium.h"

#include "service.h"

#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace ignite::platform {

std::optional<std::string> find_labelled(const Context& context, std::span<const std::string_view> labels) {
    for (const std::string_view label : labels) {
        std::string device = cat(context.where.devices, "/disk/by-label/", label);
        if (!label.empty() && ::access(device.c_str(), F_OK) == 0)
            return device;
    }
    return std::nullopt;
}

bool is_device_queue_settled(const Context& context) {
    return ::access(cat(context.where.run, "/udev/queue").c_str(), F_OK) != 0;
}

Result<Medium> Medium::mount(Context& context, const std::string& device, std::string_view type) {
    std::string where = context.where.run + "/ignition-config-XXXXXX";
    if (!::mkdtemp(where.data()))
        return tl::unexpected{Error::from_errno().within("make a mount point under ", context.where.run)};
    Medium medium{where};
    const system::Command command{
        .program = "mount",
        .arguments = {"-o", "ro,nodev,nosuid,noexec", "-t", type, device, where},
        .deadline = std::chrono::seconds{30},
    };
    TRY(context.processes.output_of(command));
    return medium;
}

Medium::Medium(Medium&& other) noexcept : where_{std::exchange(other.where_, {})} {}

Medium::~Medium() {
    if (where_.empty())
        return;
    // Detached at once, freed by the kernel when the last reader has gone: nothing to wait or try again for.
    (void)::umount2(where_.c_str(), MNT_DETACH); // not mounted: the mount command failed before
    (void)::rmdir(where_.c_str());
}

// Resolves as if the mount were the root: neither ".." nor a link on the medium leads out of it.
Result<std::string> Medium::read(const std::string& path) const {
    const system::Fd directory{::open(where_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!directory)
        return tl::unexpected{Error::from_errno().within("open ", where_)};
    open_how how{.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .mode = 0, .resolve = RESOLVE_IN_ROOT};
    const system::Fd file{
        static_cast<int>(::syscall(SYS_openat2, directory.number(), path.c_str(), &how, sizeof how))};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    struct stat found{};
    if (::fstat(file.number(), &found) < 0)
        return tl::unexpected{Error::from_errno().within("look at ", path)};
    if (!S_ISREG(found.st_mode))
        return fail(Fault::system, path, " is not a regular file");
    return system::read_rest(file.number(), path, largest_config);
}

} // namespace ignite::platform
