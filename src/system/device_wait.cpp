#include "ignite/system/device_wait.h"

#include "ignite/core/handle.h"
#include "ignite/late/library.h"
#include "ignite/system/fd.h"
#include "ignite/system/kernel_blocks.h"

#include <dirent.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <systemd/sd-device.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace ignite::system {

namespace {

late::Library library{"libsystemd.so.0"};
IGNITE_LATE(library, sd_device_get_is_initialized);
IGNITE_LATE(library, sd_device_monitor_attach_event);
IGNITE_LATE(library, sd_device_monitor_filter_add_match_subsystem_devtype);
IGNITE_LATE(library, sd_device_monitor_new);
IGNITE_LATE(library, sd_device_monitor_start);
IGNITE_LATE(library, sd_device_monitor_unref);
IGNITE_LATE(library, sd_device_new_from_stat_rdev);
IGNITE_LATE(library, sd_device_unref);
IGNITE_LATE(library, sd_event_new);
IGNITE_LATE(library, sd_event_run);
IGNITE_LATE(library, sd_event_unref);

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

using Device = Handle<sd_device, sd_device_unref>;
using Monitor = Handle<sd_device_monitor, sd_device_monitor_unref>;
using EventLoop = Handle<sd_event, sd_event_unref>;

bool node_exists(const std::string& device) {
    struct stat status{};
    return ::stat(device.c_str(), &status) == 0;
}

// There, and not about to be renamed or given its links: udev has seen it.
bool is_ready(const std::string& device) {
    struct stat status{};
    if (::stat(device.c_str(), &status) < 0)
        return false;
    if (!S_ISBLK(status.st_mode) || !udev_runs())
        return true;
    sd_device* raw = nullptr;
    if (sd_device_new_from_stat_rdev(&raw, &status) < 0)
        return false;
    const Device found{raw};
    return sd_device_get_is_initialized(found.get()) > 0;
}

std::vector<std::string> not_ready(std::span<const std::string> devices) {
    std::vector<std::string> out;
    std::ranges::copy_if(devices, std::back_inserter(out),
                         [](const std::string& device) { return !is_ready(device); });
    return out;
}

Milliseconds left_until(Clock::time_point deadline) {
    return std::max(std::chrono::duration_cast<Milliseconds>(deadline - Clock::now()), Milliseconds{0});
}

// What makes it worth looking again.
class Watch {
public:
    virtual ~Watch() = default;
    // Returns when something has happened, or the time is over.
    virtual Result<void> wait(std::span<const std::string> missing, Milliseconds at_most) = 0;
};

class UdevWatch : public Watch {
public:
    static Result<std::unique_ptr<Watch>> start() {
        TRY(library.load().map_error(within("listen for device events")));
        auto watch = std::make_unique<UdevWatch>();
        sd_event* loop = nullptr;
        sd_device_monitor* monitor = nullptr;
        int failed = sd_event_new(&loop);
        watch->loop_.reset(loop);
        failed = failed < 0 ? failed : sd_device_monitor_new(&monitor);
        watch->monitor_.reset(monitor);
        failed = failed < 0 ? failed
                            : sd_device_monitor_filter_add_match_subsystem_devtype(monitor, "block", nullptr);
        failed = failed < 0 ? failed : sd_device_monitor_attach_event(monitor, loop);
        // An event carries no news for us but that there is some: all devices are looked at again.
        const auto look_again = [](sd_device_monitor*, sd_device*, void*) { return 0; };
        failed = failed < 0 ? failed : sd_device_monitor_start(monitor, look_again, nullptr);
        if (failed < 0)
            return tl::unexpected{Error::from_errno(-failed).within("listen for device events")};
        return watch;
    }

    Result<void> wait(std::span<const std::string>, Milliseconds at_most) override {
        const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(at_most).count();
        const int failed = sd_event_run(loop_.get(), static_cast<std::uint64_t>(microseconds));
        if (failed < 0 && failed != -EINTR)
            return tl::unexpected{Error::from_errno(-failed).within("wait for a device event")};
        return {};
    }

private:
    EventLoop loop_;
    Monitor monitor_; // goes first: it is attached to the loop
};

// The deepest directory above a path that is there.
std::string nearest_directory(std::string path) {
    do {
        const std::size_t slash = path.rfind('/');
        path.resize(slash == std::string::npos ? 0 : slash);
    } while (!path.empty() && !node_exists(path));
    return path.empty() ? "/" : path;
}

class DirectoryWatch : public Watch {
public:
    static Result<std::unique_ptr<Watch>> start() {
        auto watch = std::make_unique<DirectoryWatch>();
        watch->events_ = Fd{::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
        if (!watch->events_)
            return tl::unexpected{Error::from_errno().within("watch directories")};
        return watch;
    }

    Result<void> wait(std::span<const std::string> missing, Milliseconds at_most) override {
        for (const std::string& device : missing)
            // Watching one twice is the same watch. A directory that has just gone shows when we look again.
            (void)::inotify_add_watch(events_.number(), nearest_directory(device).c_str(),
                                      IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF);
        // Something may have appeared between the look and the watch.
        if (std::ranges::any_of(missing, node_exists))
            return {};
        pollfd polled{events_.number(), POLLIN, 0};
        if (::poll(&polled, 1, static_cast<int>(at_most.count())) < 0 && errno != EINTR)
            return tl::unexpected{Error::from_errno().within("watch directories")};
        char buffer[4096];
        while (::read(events_.number(), buffer, sizeof buffer) > 0) {
        }
        return {};
    }

private:
    Fd events_;
};

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += cat(out.empty() ? "" : ", ", word);
    return out.empty() ? "nothing" : out;
}

std::vector<std::string> names_beside(const std::string& path) {
    std::vector<std::string> names;
    struct Closer {
        void operator()(DIR* open) const { ::closedir(open); }
    };
    const std::unique_ptr<DIR, Closer> open{::opendir(path.substr(0, path.rfind('/')).c_str())};
    while (const dirent* entry = open ? ::readdir(open.get()) : nullptr)
        if (entry->d_name[0] != '.')
            names.emplace_back(entry->d_name);
    std::ranges::sort(names);
    return names;
}

// "/dev/vda (20480 MiB)", each.
std::vector<std::string> block_devices() {
    std::vector<std::string> out;
    for (const KernelBlock& block : kernel_blocks())
        out.push_back(cat("/dev/", block.name, " (", block.length / 2048, " MiB)"));
    return out;
}

std::string what_is_there(const std::vector<std::string>& missing) {
    std::string out = cat("; block devices: ", joined(block_devices()));
    std::vector<std::string> told;
    for (const std::string& device : missing) {
        const std::string directory = device.substr(0, device.rfind('/'));
        if (directory == "/dev" || std::ranges::find(told, directory) != told.end())
            continue;
        told.push_back(directory);
        out += cat("; in ", directory, ": ", joined(names_beside(device)));
    }
    return out;
}

} // namespace

bool udev_runs() { return node_exists("/run/udev/control"); }

Result<void> wait_for_devices(std::span<const std::string> devices, Milliseconds patience) {
    // Listening begins before the first look, so that nothing falls in between.
    const std::unique_ptr<Watch> watch = TRY(udev_runs() ? UdevWatch::start() : DirectoryWatch::start());
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const std::vector<std::string> missing = not_ready(devices);
        if (missing.empty())
            return {};
        const Milliseconds left = left_until(deadline);
        if (left.count() == 0)
            return fail(Fault::absent, joined(missing), missing.size() == 1 ? " has" : " have",
                        " not appeared within ", patience.count() / 1000, " s", what_is_there(missing));
        TRY(watch->wait(missing, left));
    }
}

} // namespace ignite::system
