#include "labelled_device.h"

#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace ignite::platform {

namespace {

using Clock = std::chrono::steady_clock;

// A configuration beyond this is a mistake, or an attempt to fill the memory.
constexpr std::size_t largest_config = 64UL * 1024 * 1024; // bytes

// The link is udev's to make, and there is no one event for it: a look once a second costs nothing and works
// where no udev runs, too.
Result<void> wait_for(const std::string& device, Clock::time_point deadline) {
    while (::access(device.c_str(), F_OK) != 0) {
        if (Clock::now() >= deadline)
            return fail(Fault::system, device, " did not appear within timeout");
        std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    return {};
}

// A mount point of our own that goes away with its owner.
class ScratchMount {
public:
    static Result<ScratchMount> of(Context& context, const std::string& device, Clock::time_point deadline) {
        std::string where = context.where.scratch + "/ignition-config-XXXXXX";
        if (!::mkdtemp(where.data()))
            return tl::unexpected{
                Error::from_errno().within("make a mount point under ", context.where.scratch)};
        ScratchMount mount{where};
        const auto left = std::chrono::duration_cast<std::chrono::seconds>(deadline - Clock::now());
        const system::Command command{
            .program = "mount",
            .arguments = {"-o", "ro,nodev,nosuid,noexec", "-t", "auto", device, where},
            .deadline = std::max(left, std::chrono::seconds{1}),
        };
        TRY(context.processes.output_of(command));
        return mount;
    }
    ScratchMount(ScratchMount&& other) noexcept : where_{std::exchange(other.where_, {})} {}
    ScratchMount& operator=(ScratchMount&&) = delete;
    ~ScratchMount() {
        if (where_.empty())
            return;
        // Detached at once, freed by the kernel when the last reader has gone: nothing to wait or try again
        // for.
        (void)::umount2(where_.c_str(), MNT_DETACH); // not mounted: the mount command failed before
        (void)::rmdir(where_.c_str());
    }

    const std::string& where() const { return where_; }

private:
    explicit ScratchMount(std::string where) : where_{std::move(where)} {}
    std::string where_;
};

// Resolves as if the mount were the root: neither ".." nor a link on the medium leads out of it.
Result<std::string> read_inside(const std::string& root, const std::string& path) {
    const system::Fd directory{::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!directory)
        return tl::unexpected{Error::from_errno().within("open ", root)};
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

} // namespace

Result<std::string> read_from_label(Context& context, const std::string& label, const std::string& path,
                                    std::chrono::seconds deadline) {
    if (label.empty() || label == "." || label == ".." || label.find('/') != std::string::npos)
        return fail(Fault::config, "\"", label, "\" cannot be the label of a filesystem");
    const auto end = Clock::now() + deadline;
    const std::string device = cat(context.where.devices, "/disk/by-label/", label);
    TRY(wait_for(device, end));
    const ScratchMount mount = TRY(ScratchMount::of(context, device, end));
    return read_inside(mount.where(), path).map_error(within("read the config from ", device));
}

} // namespace ignite::platform
