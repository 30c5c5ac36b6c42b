#include "ignite/system/signatures.h"

#include "handles.h"
#include "ignite/system/fd.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace ignite::system {

namespace {

constexpr int ambivalent = -2; // answers of blkid_do_safeprobe
constexpr int found = 0;
constexpr int nothing = 1;

Result<BlkidProbe> probe_for(const Fd& file) {
    TRY(blkid_library.load());
    BlkidProbe probe{blkid_new_probe()};
    // The size is asked of the descriptor: 0 means "all of it".
    if (!probe || blkid_probe_set_device(probe.get(), file.number(), 0, 0) != 0)
        return tl::unexpected{Error::from_errno(errno ? errno : EIO).within("prepare to probe")};
    return probe;
}

std::string value_of(blkid_probe probe, const char* name) {
    const char* value = nullptr;
    std::size_t length = 0; // counts the closing NUL
    if (blkid_probe_lookup_value(probe, name, &value, &length) != 0 || length == 0)
        return {};
    return std::string{value, length - 1};
}

FoundSignature taken_from(blkid_probe probe) {
    return {value_of(probe, "TYPE"), value_of(probe, "UUID"), value_of(probe, "LABEL")};
}

Result<Fd> open_device(const std::string& device, int flags) {
    Fd file{::open(device.c_str(), flags | O_CLOEXEC | O_NONBLOCK)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    return file;
}

Result<SignatureProbe> probe_file(const Fd& file) {
    BlkidProbe probe = TRY(probe_for(file));
    blkid_probe_enable_superblocks(probe.get(), 1);
    blkid_probe_set_superblocks_flags(probe.get(),
                                      BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID | BLKID_SUBLKS_LABEL);
    blkid_probe_enable_partitions(probe.get(), 0);
    errno = 0;
    switch (blkid_do_safeprobe(probe.get())) {
    case found:
        return SignatureProbe{taken_from(probe.get()), {}};
    case nothing:
        return SignatureProbe{};
    case ambivalent:
        break;
    default:
        return tl::unexpected{Error::from_errno(errno ? errno : EIO)};
    }
    blkid_reset_probe(probe.get());
    errno = 0;
    if (blkid_do_fullprobe(probe.get()) != found)
        return tl::unexpected{Error::from_errno(errno ? errno : EIO)};
    return SignatureProbe{taken_from(probe.get()), "there are several signatures on the device"};
}

} // namespace

Result<SignatureProbe> probe_signature(const std::string& device) {
    const Fd file = TRY(open_device(device, O_RDONLY));
    return probe_file(file).map_error(within("look for signatures on ", device));
}

Result<void> erase_signatures(const std::string& device) {
    // Exclusive where the kernel keeps count (block devices): a mounted or held one is not touched. On a
    // plain file O_EXCL without O_CREAT means nothing to the kernel.
    const Fd file = TRY(open_device(device, O_RDWR | O_EXCL));
    (void)::flock(file.number(), LOCK_EX); // asks udev to wait; erasing is right without it too
    BlkidProbe probe = TRY(probe_for(file));
    blkid_probe_enable_superblocks(probe.get(), 1);
    // Also what has a wrong checksum: a half-destroyed signature is one to somebody else.
    blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_MAGIC | BLKID_SUBLKS_BADCSUM);
    blkid_probe_enable_partitions(probe.get(), 1);
    blkid_probe_set_partitions_flags(probe.get(), BLKID_PARTS_MAGIC | BLKID_PARTS_FORCE_GPT);
    while (blkid_do_probe(probe.get()) == found) {
        // Steps back behind what it has erased, so that a backup of the same kind is found next.
        if (blkid_do_wipe(probe.get(), 0) != 0)
            return tl::unexpected{
                Error::from_errno(errno ? errno : EIO).within("erase a signature on ", device)};
    }
    if (::fsync(file.number()) < 0)
        return tl::unexpected{Error::from_errno().within("erase the signatures on ", device)};
    return {};
}

} // namespace ignite::system
