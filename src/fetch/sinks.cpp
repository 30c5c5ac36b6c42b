#include "ignite/core/data_url.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/system/small_file.h"

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

namespace ignite::fetch {

Result<void> MemorySink::write(std::span<const std::byte> bytes) {
    if (bytes.size() > most_bytes_ - bytes_.size())
        return fail(Fault::system, "there are more than ", most_bytes_, " bytes");
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
}

Result<void> MemorySink::restart() {
    bytes_.clear();
    return {};
}

Result<FileSink> FileSink::at_end_of(int descriptor) {
    const off_t end = lseek(descriptor, 0, SEEK_END);
    if (end < 0)
        return tl::unexpected{Error::from_errno().within("go to the end of the file")};
    return FileSink{descriptor, static_cast<std::uint64_t>(end)};
}

Result<void> FileSink::write(std::span<const std::byte> bytes) {
    Result<void> written =
        system::write_all(descriptor_, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (written || (written.error().code() != ENOSPC && written.error().code() != EDQUOT))
        return written;
    const off_t end = lseek(descriptor_, 0, SEEK_CUR);
    (void)ftruncate(descriptor_, static_cast<off_t>(begin_)); // the file never gets its name anyway
    return std::move(written).map_error(
        within("the filesystem is full behind ", static_cast<std::uint64_t>(end) - begin_, " bytes of it"));
}

Result<void> FileSink::restart() {
    const auto begin = static_cast<off_t>(begin_);
    if (ftruncate(descriptor_, begin) != 0 || lseek(descriptor_, begin, SEEK_SET) < 0)
        return tl::unexpected{Error::from_errno().within("cut the file to what it was")};
    return {};
}

Result<void> FileSink::expect(std::uint64_t bytes) {
    struct statfs there{};
    // One that packs what is written cannot say what it has room for.
    if (::fstatfs(descriptor_, &there) < 0 || there.f_type == BTRFS_SUPER_MAGIC || there.f_blocks == 0)
        return {};
    const std::uint64_t room = there.f_bfree * static_cast<std::uint64_t>(there.f_bsize);
    if (bytes > room)
        return fail(Fault::system, "the server announces ", bytes, " bytes, and the filesystem has room for ",
                    room);
    return {};
}

Result<void> write_data(std::string_view url, int descriptor) {
    const auto write = [&]() -> Result<void> {
        return system::write_all(descriptor, TRY(parse_data_url(url)).decode());
    };
    return write().map_error(within("fetch ", shown(url)));
}

} // namespace ignite::fetch
