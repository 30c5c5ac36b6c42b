#include "ignite/system/end_mark.h"

#include "ignite/system/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace ignite::system {

namespace {

constexpr off_t sector = 512; // a part of the device's own, if that is larger

Result<Fd> open_device(const std::string& device, int flags) {
    Fd file{::open(device.c_str(), flags | O_CLOEXEC | O_NONBLOCK)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", device)};
    return file;
}

off_t place_of(const Fd& file) { return std::max(::lseek(file.number(), 0, SEEK_END) - sector, off_t{0}); }

bool has_mark(const Fd& file, std::string_view word) {
    std::string found(word.size(), '\0');
    return ::pread(file.number(), found.data(), found.size(), place_of(file)) ==
               static_cast<ssize_t>(found.size()) &&
           found == word;
}

Result<void> write_at_end(const Fd& file, std::string_view bytes) {
    if (::pwrite(file.number(), bytes.data(), bytes.size(), place_of(file)) !=
            static_cast<ssize_t>(bytes.size()) ||
        ::fsync(file.number()) < 0)
        return tl::unexpected{Error::from_errno()};
    return {};
}

} // namespace

Result<void> write_end_mark(const std::string& device, std::string_view word) {
    const Fd file = TRY(open_device(device, O_WRONLY | O_EXCL));
    return write_at_end(file, word).map_error(within("mark ", device, " as unfinished"));
}

Result<void> remove_end_mark(const std::string& device, std::string_view word) {
    const Fd file = TRY(open_device(device, O_RDWR | O_EXCL));
    // What the maker has written must be there for good before the mark goes.
    if (::fsync(file.number()) < 0)
        return tl::unexpected{Error::from_errno().within("write ", device)};
    if (!has_mark(file, word))
        return {};
    return write_at_end(file, std::string(word.size(), '\0'))
        .map_error(within("take the mark away from ", device));
}

bool has_end_mark(const std::string& device, std::string_view word) {
    const auto file = open_device(device, O_RDONLY);
    return file && has_mark(*file, word);
}

} // namespace ignite::system
