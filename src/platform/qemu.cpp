#include "qemu.h"

#include "modules.h"
#include "trim_nul.h"
#include "wait.h"

#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <optional>

namespace ignite::platform {

namespace {

// Flatcar's name comes first; a blob of size 0 under it counts as present.
constexpr std::array blobs = {"opt/org.flatcar-linux/config", "opt/com.coreos/config"};

constexpr std::uint64_t largest_blob = 512UL * 1024 * 1024; // bytes; fw_cfg itself ends at 4 GiB

Result<std::uint64_t> parse_size(std::string_view text) {
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    std::uint64_t size = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (failed != std::errc{} || end != text.data() + text.size())
        return fail(Fault::system, "its size is not a number");
    if (size > largest_blob)
        return fail(Fault::system, "it is ", size, " bytes long, more than ", largest_blob);
    return size;
}

// Each call costs time in proportion to the place it reads from, because the device can only be read from its
// beginning: a megabyte in pages takes seconds, in one call a moment. One byte of room more tells that the
// blob ends where it says; at a whole number of pages the kernel cannot say so without another costly call.
Result<std::string> read_blob(const std::string& path, std::uint64_t size) {
    const system::Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    std::string bytes(size + 1, '\0');
    std::size_t filled = 0;
    while (filled < size) {
        const ssize_t got = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected{Error::from_errno().within("read ", path)};
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    if (filled != size)
        return fail(Fault::system, path, " holds ", filled, filled > size ? " bytes or more" : " bytes",
                    ", not the ", size, " it says");
    bytes.resize(size);
    return bytes;
}

// Nothing when the blob is not there.
Result<std::optional<std::string>> find_blob(const std::string& directory) {
    const Result<std::string> size = system::read_small_file(directory + "/size", 64);
    if (!size && size.error().fault() == Fault::absent)
        return std::nullopt;
    if (!size)
        return tl::unexpected{size.error()};
    const std::uint64_t bytes = TRY(parse_size(*size).map_error(within(directory)));
    return TRY(read_blob(directory + "/raw", bytes));
}

// A disk is a whole number of sectors long, so it ends in NUL.
Result<Answer> ask_disk(Context& context) {
    constexpr std::chrono::minutes patience{5};
    TRY(load_module(context, "virtio_blk", context.where.sysfs + "/bus/virtio/drivers/virtio_blk",
                    "virtio block driver"));
    const std::string disk = context.where.devices + "/disk/by-id/virtio-ignition";
    const fetch::Moment end = now(context) + patience;
    while (::access(disk.c_str(), F_OK) != 0) {
        if (now(context) >= end)
            return fail(Fault::system, disk, " did not appear within ", patience.count(), " minutes");
        pass(context, std::chrono::seconds{1}); // the link is udev's, which is not awaited by name here
    }
    const std::string bytes = TRY(system::read_small_file(disk, largest_blob));
    return answer_of(std::string{without_nul(bytes)});
}

} // namespace

Result<Answer> ask_qemu(Context& context) {
    if (!context.where.has_firmware_config)
        return ask_disk(context);
    const std::string device = context.where.sysfs + "/firmware/qemu_fw_cfg";
    TRY(load_module(context, "qemu_fw_cfg", device, "QEMU firmware config module"));
    for (const char* name : blobs)
        if (std::optional<std::string> blob = TRY(find_blob(cat(device, "/by_name/", name))))
            return answer_of(std::move(*blob));
    context.journal.info("QEMU firmware config was not found. Ignoring...");
    return Answer{.kind = Answer::Kind::none, .bytes = {}};
}

} // namespace ignite::platform
