#include "node_files.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ignite::exec {

using system::Fd;
using system::NewFile;
using system::RootDir;

Result<NewFile> begin_file(const RootDir& root, std::string_view path, mode_t mode) {
    Fd directory = TRY(root.make_parents(path));
    return NewFile::in(std::move(directory), std::string{name_of(path)}, mode)
        .map_error(within("below ", root.outside(parent_of(path))));
}

Result<void> set_attributes(int descriptor, const plan::Attributes& attributes) {
    constexpr auto as_it_is = static_cast<uid_t>(-1);
    if (attributes.uid || attributes.gid)
        if (::fchown(descriptor, attributes.uid.value_or(as_it_is), attributes.gid.value_or(as_it_is)) < 0)
            return tl::unexpected{Error::from_errno().within("change the owner")};
    if (attributes.mode)
        if (::fchmod(descriptor, *attributes.mode) < 0)
            return tl::unexpected{Error::from_errno().within("change the mode")};
    return {};
}

Result<void> put_text(const RootDir& root, std::string_view path, std::string_view text, mode_t mode) {
    NewFile file = TRY(begin_file(root, path, mode));
    TRY(system::write_all(file.descriptor(), text).map_error(within("write ", root.outside(path))));
    return std::move(file).appear_replacing();
}

Result<void> put_text_for_good(const RootDir& root, std::string_view path, std::string_view text,
                               mode_t mode) {
    NewFile file = TRY(begin_file(root, path, mode));
    TRY(system::write_all(file.descriptor(), text).map_error(within("write ", root.outside(path))));
    if (::fsync(file.descriptor()) < 0)
        return tl::unexpected{Error::from_errno().within("bring ", root.outside(path), " to the disk")};
    TRY(std::move(file).appear_replacing());
    return sync_parent(root, path);
}

Result<Fd> open_kept_file(const RootDir& root, std::string_view path) {
    const Fd directory = TRY(root.open_parent(path));
    Fd file{::openat(directory.number(), std::string{name_of(path)}.c_str(),
                     O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", root.outside(path))};
    struct stat found{};
    if (::fstat(file.number(), &found) < 0 || !S_ISREG(found.st_mode))
        return fail(Fault::refused, root.outside(path), " is not a regular file");
    return file;
}

Result<void> cut_back(const RootDir& root, std::string_view path, int descriptor, std::uint64_t size) {
    struct stat found{};
    if (::fstat(descriptor, &found) < 0)
        return tl::unexpected{Error::from_errno().within("look at ", root.outside(path))};
    if (static_cast<std::uint64_t>(found.st_size) < size)
        return fail(Fault::refused, root.outside(path), " is shorter than it was before us");
    if (static_cast<std::uint64_t>(found.st_size) > size &&
        ::ftruncate(descriptor, static_cast<off_t>(size)) < 0)
        return tl::unexpected{Error::from_errno().within("cut ", root.outside(path), " back to what it was")};
    return {};
}

Result<void> append_text(const RootDir& root, std::string_view path, std::string_view text, mode_t mode,
                         std::optional<std::uint64_t> begins_at) {
    Result<Fd> file = open_kept_file(root, path);
    if (!file && file.error().fault() == Fault::absent) {
        TRY(put_text(root, path, "", mode));
        file = open_kept_file(root, path);
    }
    const Fd opened = TRY(std::move(file));
    if (begins_at)
        TRY(cut_back(root, path, opened.number(), *begins_at));
    if (::lseek(opened.number(), 0, SEEK_END) < 0)
        return tl::unexpected{Error::from_errno().within("find the end of ", root.outside(path))};
    return system::write_all(opened.number(), text).map_error(within("write ", root.outside(path)));
}

Result<void> sync_parent(const RootDir& root, std::string_view path) {
    const Fd directory = TRY(root.open_followed(parent_of(path), O_RDONLY | O_DIRECTORY));
    if (::fsync(directory.number()) < 0)
        return tl::unexpected{
            Error::from_errno().within("bring ", root.outside(parent_of(path)), " to the disk")};
    return {};
}

} // namespace ignite::exec
