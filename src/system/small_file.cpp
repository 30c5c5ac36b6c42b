#include "ignite/system/small_file.h"

#include "ignite/system/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace ignite::system {

Result<std::string> read_rest(int descriptor, std::string_view name, std::size_t limit) {
    std::string bytes;
    struct stat found{};
    // A hint only: /proc says 0. One byte more, so that the end is seen without growing.
    const bool has_size = ::fstat(descriptor, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > 0;
    bytes.resize(has_size ? std::min(static_cast<std::size_t>(found.st_size), limit) + 1 : 65536);
    std::size_t filled = 0;
    for (;;) {
        if (filled == bytes.size())
            bytes.resize(2 * filled);
        const ssize_t got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected{Error::from_errno().within("read ", name)};
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
        if (filled > limit)
            return fail(Fault::system, "read ", name, ": more than ", limit, " bytes");
    }
    bytes.resize(filled);
    return bytes;
}

Result<std::string> read_small_file(const std::string& path, std::size_t limit) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", path)};
    return read_rest(file.number(), path, limit);
}

Result<void> write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return tl::unexpected{Error::from_errno()};
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> replace_small_file(const std::string& path, std::string_view bytes, mode_t mode) {
    std::string temporary = cat(path, ".XXXXXX");
    const Fd file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("make a temporary file beside ", path)};
    const auto give_up = [&](Error&& error) {
        (void)::unlink(temporary.c_str()); // the first error is the one to tell
        return std::move(error).within("write ", path);
    };
    TRY(write_all(file.number(), bytes).map_error(give_up));
    if (::fchmod(file.number(), mode) < 0 || ::fsync(file.number()) < 0 ||
        ::rename(temporary.c_str(), path.c_str()) < 0)
        return tl::unexpected{give_up(Error::from_errno())};
    return {};
}

Result<void> make_directories(const std::string& path, mode_t mode) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        const std::string parent = path.substr(0, slash);
        if (::mkdir(parent.c_str(), mode) < 0 && errno != EEXIST)
            return tl::unexpected{Error::from_errno().within("make directory ", parent)};
    }
    if (::mkdir(path.c_str(), mode) < 0 && errno != EEXIST)
        return tl::unexpected{Error::from_errno().within("make directory ", path)};
    return {};
}

} // namespace ignite::system
