#include "ignite/system/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>

namespace ignite::system {

namespace {

// The same for the same name, so that a second run finds what a broken-off one left; short, because a name
// may have no more than 255 bytes and the final one may have all of them. FNV-1a.
std::string temporary_name(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    char text[40];
    std::snprintf(text, sizeof text, ".ignite-unfinished-%016llx", static_cast<unsigned long long>(hash));
    return text;
}

Result<void> set_mode(const OpenDirectory& directory, int file, mode_t mode) {
    struct stat made{};
    if (::fstat(file, &made) == 0 && (made.st_mode & 07777) == mode)
        directory.kept_mode = mode;
    else if (::fchmod(file, mode) < 0)
        return tl::unexpected{Error::from_errno()};
    return {};
}

} // namespace

NewFile::NewFile(SharedDirectory directory, std::string name, Fd file, std::string temporary)
    : directory_{std::move(directory)},
      name_{std::move(name)},
      file_{std::move(file)},
      temporary_{std::move(temporary)} {}

NewFile::NewFile(NewFile&& other) noexcept
    : directory_{std::move(other.directory_)},
      name_{std::move(other.name_)},
      file_{std::move(other.file_)},
      temporary_{std::exchange(other.temporary_, {})} {}

NewFile::~NewFile() {
    if (!temporary_.empty())
        (void)::unlinkat(directory_->fd.number(), temporary_.c_str(), 0); // the next run removes it as well
}

Result<NewFile> NewFile::in(SharedDirectory directory, std::string name, mode_t mode, Nameless nameless) {
    std::string temporary;
    Fd file;
    if (nameless == Nameless::if_possible)
        file = Fd{::openat(directory->fd.number(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode)};
    if (!file && (nameless == Nameless::never || errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT ||
                  errno == EINVAL)) {
        temporary = temporary_name(name);
        (void)::unlinkat(directory->fd.number(), temporary.c_str(), 0); // whether it was there shows below
        file = Fd{::openat(directory->fd.number(), temporary.c_str(),
                           O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, mode)};
    }
    if (!file)
        return tl::unexpected{Error::from_errno().within("make file ", name)};
    NewFile made{std::move(directory), std::move(name), std::move(file), std::move(temporary)};
    if (made.directory_->kept_mode != mode)
        TRY(set_mode(*made.directory_, made.descriptor(), mode)
                .map_error(within("set the mode of ", made.name_)));
    return made;
}

// The short way is for those who may read everything; by way of /proc it needs no capability.
Result<void> NewFile::link_as(const std::string& name) {
    if (::linkat(file_.number(), "", directory_->fd.number(), name.c_str(), AT_EMPTY_PATH) == 0)
        return {};
    if (errno != ENOENT && errno != EPERM)
        return tl::unexpected{Error::from_errno()};
    const std::string itself = cat("/proc/self/fd/", file_.number());
    if (::linkat(AT_FDCWD, itself.c_str(), directory_->fd.number(), name.c_str(), AT_SYMLINK_FOLLOW) < 0)
        return tl::unexpected{Error::from_errno()};
    return {};
}

Result<void> NewFile::appear() && {
    if (temporary_.empty())
        return link_as(name_).map_error(within("give a file its name ", name_));
    // A plain rename would replace what is there, and vfat knows no hard links.
    if (::renameat2(directory_->fd.number(), temporary_.c_str(), directory_->fd.number(), name_.c_str(),
                    RENAME_NOREPLACE) < 0)
        return tl::unexpected{Error::from_errno().within("give a file its name ", name_)};
    temporary_.clear();
    return {};
}

Result<void> NewFile::appear_replacing() && {
    if (temporary_.empty()) {
        if (Result<void> linked = link_as(name_); linked || linked.error().code() != EEXIST)
            return std::move(linked).map_error(within("give a file its name ", name_));
        std::string temporary = temporary_name(name_);
        (void)::unlinkat(directory_->fd.number(), temporary.c_str(), 0); // whether it was there shows below
        TRY(link_as(temporary).map_error(within("give a file its name ", temporary)));
        temporary_ = std::move(temporary);
    }
    if (::renameat(directory_->fd.number(), temporary_.c_str(), directory_->fd.number(), name_.c_str()) < 0)
        return tl::unexpected{Error::from_errno().within("replace ", name_)};
    temporary_.clear();
    return {};
}

} // namespace ignite::system
