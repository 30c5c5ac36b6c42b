#include "node_files.h"

#include "ignite/core/handle.h"
#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "ignite/system/small_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace ignite::exec {

using system::Fd;
using system::NewFile;
using system::RootDir;

namespace {

constexpr std::size_t most_kept = 8;

// Nothing when it is no directory, but perhaps a link to one.
Result<std::optional<Fd>> open_or_make(const Fd& above, const std::string& name) {
    if (::mkdirat(above.number(), name.c_str(), 0755) == 0)
        return TRY(system::open_new_directory(above, name, 0755));
    if (errno != EEXIST)
        return tl::unexpected{Error::from_errno()};
    Fd there{::openat(above.number(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    return there ? std::optional{std::move(there)} : std::nullopt;
}

} // namespace

Result<system::SharedDirectory> Parents::of(std::string_view path) { return directory(parent_of(path)); }

Result<system::SharedDirectory> Parents::directory(std::string_view path) {
    if (const auto known = std::ranges::find(last_, path, &Open::path); known != last_.end()) {
        std::rotate(last_.begin(), known, known + 1);
        return last_.front().directory;
    }
    std::optional<Fd> opened;
    if (path != "/") {
        const system::SharedDirectory above = TRY(directory(parent_of(path)));
        opened = TRY(open_or_make(above->fd, std::string{name_of(path)})
                         .map_error(within("make directory ", root_.outside(path))));
    }
    if (!opened)
        opened = TRY(root_.make_parents(join_paths(path, "x"))); // as the kernel finds it, from the root on
    if (last_.size() == most_kept)
        last_.pop_back();
    last_.push_front({std::string{path}, system::share(std::move(*opened))});
    return last_.front().directory;
}

Result<NewFile> begin_file(Parents& parents, std::string_view path, mode_t mode) {
    return NewFile::in(TRY(parents.of(path)), std::string{name_of(path)}, mode)
        .map_error(within("below ", parents.root().outside(parent_of(path))));
}

Result<NewFile> begin_file(const RootDir& root, std::string_view path, mode_t mode) {
    Parents parents{root};
    return begin_file(parents, path, mode);
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

Result<void> put_text(Parents& parents, std::string_view path, std::string_view text, mode_t mode) {
    NewFile file = TRY(begin_file(parents, path, mode));
    TRY(system::write_all(file.descriptor(), text).map_error(within("write ", parents.root().outside(path))));
    return std::move(file).appear_replacing();
}

Result<void> put_text(const RootDir& root, std::string_view path, std::string_view text, mode_t mode) {
    Parents parents{root};
    return put_text(parents, path, text, mode);
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

namespace {

// What somebody has left without an end of line would run into the first of ours.
Result<void> end_last_line(const RootDir& root, std::string_view path, int file) {
    char last = '\n';
    const off_t end = ::lseek(file, 0, SEEK_END);
    if (end < 0 || (end > 0 && ::pread(file, &last, 1, end - 1) < 0))
        return tl::unexpected{Error::from_errno().within("find the end of ", root.outside(path))};
    return last == '\n' ? Result<void>{} : system::write_all(file, "\n");
}

} // namespace

Result<Fd> open_for_appending(const RootDir& root, std::string_view path, mode_t mode,
                              std::optional<std::uint64_t> begins_at) {
    Result<Fd> file = open_kept_file(root, path);
    if (!file && file.error().fault() == Fault::absent) {
        TRY(put_text(root, path, "", mode));
        file = open_kept_file(root, path);
    }
    Fd opened = TRY(std::move(file));
    if (begins_at)
        TRY(cut_back(root, path, opened.number(), *begins_at));
    TRY(end_last_line(root, path, opened.number()));
    return opened;
}

Result<void> append_text(const RootDir& root, std::string_view path, std::string_view text, mode_t mode,
                         std::optional<std::uint64_t> begins_at) {
    const Fd file = TRY(open_for_appending(root, path, mode, begins_at));
    return system::write_all(file.number(), text).map_error(within("write ", root.outside(path)));
}

Result<std::vector<std::string>> names_in(const RootDir& root, std::string_view path) {
    const Fd directory = TRY(root.open_followed(path, O_RDONLY | O_DIRECTORY));
    const int copy = ::fcntl(directory.number(), F_DUPFD_CLOEXEC, 0);
    const Handle<DIR, closedir> listing{::fdopendir(copy)};
    if (!listing)
        return tl::unexpected{Error::from_errno().within("list ", root.outside(path))};
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(listing.get()))
        names.emplace_back(entry->d_name);
    return names;
}

Result<void> sync_parent(const RootDir& root, std::string_view path) {
    const Fd directory = TRY(root.open_followed(parent_of(path), O_RDONLY | O_DIRECTORY));
    if (::fsync(directory.number()) < 0)
        return tl::unexpected{
            Error::from_errno().within("bring ", root.outside(parent_of(path)), " to the disk")};
    return {};
}

} // namespace ignite::exec
