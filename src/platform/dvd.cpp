#include "dvd.h"

#include "medium.h"
#include "wait.h"

#include "ignite/system/directory.h"
#include "ignite/system/fd.h"
#include "ignite/system/signatures.h"

#include <fcntl.h>
#include <linux/cdrom.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds patience = 5min;

int drive_status(const std::string& device) {
    const system::Fd drive{::open(device.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    return drive ? ::ioctl(drive.number(), CDROM_DRIVE_STATUS, CDSL_CURRENT) : -1;
}

bool has_disc(const Context& context, const std::string& device) {
    return (context.where.drive_status != nullptr ? context.where.drive_status : drive_status)(device) ==
           CDS_DISC_OK;
}

// The disc's type among those looked for; nothing when it is another, or no disc.
std::optional<std::string> type_of(const std::string& device, std::span<const std::string_view> types) {
    const Result<system::SignatureProbe> probe = system::probe_signature(device);
    if (!probe || !probe->signature || std::ranges::find(types, probe->signature->type) == types.end())
        return std::nullopt;
    return probe->signature->type;
}

// Nothing when this is not the disc. Trouble with one drive says nothing of the others.
std::optional<Answer> look_at(Context& context, const std::string& device, const Dvd& dvd) {
    const std::optional<std::string> type = type_of(device, dvd.types);
    if (!type || !has_disc(context, device))
        return std::nullopt;
    const Result<Medium> medium = Medium::mount(context, device, *type);
    if (!medium) {
        context.journal.info("cannot use ", device, ": ", medium.error().describe());
        return std::nullopt;
    }
    if (!medium->read(std::string{dvd.sign})) {
        context.journal.info(device, " holds no ", dvd.sign, ", so it is not the disc of the platform");
        return std::nullopt;
    }
    Result<std::string> bytes = medium->read(std::string{dvd.file});
    if (!bytes && bytes.error().fault() != Fault::absent) {
        context.journal.info("cannot read ", device, ": ", bytes.error().describe());
        return std::nullopt;
    }
    return answer_of(std::move(bytes).value_or(""));
}

} // namespace

Result<Answer> ask_dvd(Context& context, const Dvd& dvd) {
    const fetch::Moment end = now(context) + patience;
    for (;;) {
        // In the order of their names, so that two boots look at them alike.
        const auto names = system::names_in(cat(context.where.sysfs, "/class/block"));
        for (const std::string& name : names.value_or(std::vector<std::string>{}))
            if (std::optional<Answer> answer = look_at(context, cat(context.where.devices, "/", name), dvd))
                return *std::move(answer);
        if (now(context) >= end)
            return fail(Fault::system, "no DVD with ", dvd.sign, " appeared within ", patience.count(), " s");
        pass(context, 1s);
    }
}

} // namespace ignite::platform
