#include "ignite/system/root_dir.h"

#include "ignite/core/path.h"
#include "ignite/system/small_file.h"
#include "remove_tree.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ignite::system {

namespace {

constexpr int most_links = 40; // the kernel's own limit

Result<Fd> open_in(int root, std::string_view path, int flags) {
    open_how how{};
    how.flags = static_cast<unsigned>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    const std::string inside{path};
    // EAGAIN: something was renamed while the kernel made sure that ".." stays inside. Few tries are enough
    // unless somebody does nothing but rename.
    for (int tries = 0; tries < 100; ++tries) {
        const long opened = ::syscall(SYS_openat2, root, inside.c_str(), &how, sizeof how);
        if (opened >= 0)
            return Fd{static_cast<int>(opened)};
        if (errno != EAGAIN && errno != EINTR)
            break;
    }
    if (errno == ENOSYS)
        return fail(Fault::system,
                    "this kernel has no openat2 (Linux 5.6), without which no path can be kept "
                    "inside the new root");
    return tl::unexpected{Error::from_errno()};
}

// A NUL would end the path early, and mean another one.
Result<void> check(std::string_view path) {
    if (path.find('\0') != std::string_view::npos)
        return fail(Fault::config, "a path with a NUL byte in it");
    return {};
}

Result<std::string> link_text(int directory, const char* name) {
    std::string text(4096, '\0');
    const ssize_t length = ::readlinkat(directory, name, text.data(), text.size());
    if (length < 0)
        return tl::unexpected{Error::from_errno()};
    text.resize(static_cast<std::size_t>(length));
    return text;
}

// What the kernel calls an open directory, mounts and all.
Result<std::string> name_of_open(int descriptor) {
    return link_text(AT_FDCWD, cat("/proc/self/fd/", descriptor).c_str())
        .map_error(within("ask /proc where a directory is"));
}

} // namespace

Result<RootDir> RootDir::open(const std::string& path) {
    Fd fd{::open(path.empty() ? "/" : path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!fd)
        return tl::unexpected{Error::from_errno().within("open the new root ", path)};
    return RootDir{path, std::move(fd)};
}

std::string RootDir::outside(std::string_view inside) const {
    std::string prefix = path_;
    while (prefix.ends_with('/'))
        prefix.pop_back();
    return cat(prefix, inside);
}

Result<std::string> RootDir::resolve(std::string_view path) const {
    TRY(check(path));
    std::string clean = clean_path(cat("/", path));
    if (clean == "/")
        return clean;
    const std::string parent = TRY(resolve_directory(std::string{parent_of(clean)}, most_links)
                                       .map_error(within("find ", clean, " under ", path_)));
    return join_paths(parent, name_of(clean));
}

Result<std::string> RootDir::resolve_directory(const std::string& path, int links_left) const {
    if (path == "/")
        return path;
    if (links_left == 0)
        return tl::unexpected{Error::from_errno(ELOOP)};
    if (Result<Fd> found = open_in(fd_.number(), path, O_PATH | O_DIRECTORY)) {
        std::string name = TRY(name_of_open(found->number()));
        const std::string root = TRY(name_of_open(fd_.number()));
        if (root != "/") {
            if (name != root && !is_below(name, root))
                return fail(Fault::system, "is not below ", root, " for the kernel, but at ", name);
            name.erase(0, root.size());
        }
        return name.empty() ? "/" : name;
    } else if (found.error().fault() != Fault::absent) {
        return tl::unexpected{std::move(found).error()};
    }
    // It is missing, or a file is in the way: step back by one, and on from there as text.
    const std::string parent = TRY(resolve_directory(std::string{parent_of(path)}, links_left));
    std::string literal = join_paths(parent, name_of(path));
    const std::optional<struct stat> there = TRY(look(literal));
    if (!there || !S_ISLNK(there->st_mode))
        return literal;
    const std::string target = TRY(read_link(literal));
    return resolve_directory(target.starts_with('/') ? clean_path(target) : join_paths(parent, target),
                             links_left - 1);
}

Result<Fd> RootDir::open_directory(std::string_view path) const {
    TRY(check(path));
    return open_in(fd_.number(), path, O_PATH | O_DIRECTORY)
        .map_error(within("open directory ", outside(path)));
}

Result<Fd> RootDir::open_parent(std::string_view path) const { return open_directory(parent_of(path)); }

Result<Fd> RootDir::make_parents(std::string_view path) const {
    const std::string_view directory = parent_of(path);
    Result<Fd> found = open_directory(directory);
    if (found || found.error().code() != ENOENT || directory == "/")
        return found;
    const Fd above = TRY(make_parents(directory));
    const std::string name{name_of(directory)};
    if (::mkdirat(above.number(), name.c_str(), 0755) < 0) {
        Error error = Error::from_errno().within("make directory ", outside(directory));
        // A link that leads to nothing yet: where it leads is what has to be made.
        const std::string resolved = error.code() == EEXIST ? TRY(resolve(path)) : std::string{path};
        if (resolved == path)
            return tl::unexpected{std::move(error)};
        return make_parents(resolved);
    }
    TRY(open_new_directory(above, name, 0755).map_error(within("make directory ", outside(directory))));
    return open_directory(directory);
}

Result<Fd> RootDir::open_followed(std::string_view path, int flags) const {
    TRY(check(path));
    return open_in(fd_.number(), path, flags | O_NONBLOCK | O_NOCTTY)
        .map_error(within("open ", outside(path)));
}

Result<std::optional<struct stat>> RootDir::look(std::string_view path) const {
    Result<Fd> parent = open_parent(path);
    if (!parent && parent.error().fault() == Fault::absent)
        return std::nullopt;
    if (!parent)
        return tl::unexpected{std::move(parent).error()};
    return look_in(*parent, path);
}

Result<std::optional<struct stat>> RootDir::look_in(const Fd& directory, std::string_view path) const {
    struct stat found{};
    if (::fstatat(directory.number(), std::string{name_of(path)}.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0)
        return found;
    if (errno == ENOENT)
        return std::nullopt;
    return tl::unexpected{Error::from_errno().within("look at ", outside(path))};
}

Result<std::string> RootDir::read_link(std::string_view path) const {
    const Fd parent = TRY(open_parent(path));
    return link_text(parent.number(), std::string{name_of(path)}.c_str())
        .map_error(within("read link ", outside(path)));
}

Result<std::string> RootDir::read_file(std::string_view path, std::size_t limit) const {
    const Fd parent = TRY(open_parent(path));
    const Fd file{::openat(parent.number(), std::string{name_of(path)}.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{Error::from_errno().within("open ", outside(path))};
    struct stat found{};
    if (::fstat(file.number(), &found) < 0 || !S_ISREG(found.st_mode))
        return fail(Fault::refused, outside(path), " is not a regular file");
    return read_rest(file.number(), outside(path), limit);
}

Result<void> RootDir::remove_tree(std::string_view path) const {
    Result<Fd> parent = open_parent(path);
    if (!parent && parent.error().fault() == Fault::absent)
        return {};
    if (!parent)
        return tl::unexpected{std::move(parent).error()};
    return remove_tree_at(parent->number(), std::string{name_of(path)})
        .map_error(within("remove ", outside(path)));
}

Result<Fd> open_new_directory(const Fd& above, const std::string& name, mode_t mode) {
    Fd made{::openat(above.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    struct stat found{};
    if (!made || ::fstat(made.number(), &found) < 0)
        return tl::unexpected{Error::from_errno()};
    const mode_t wanted = mode | (found.st_mode & S_ISGID);
    if ((found.st_mode & 07777) != wanted && ::fchmod(made.number(), wanted) < 0)
        return tl::unexpected{Error::from_errno()};
    return made;
}

} // namespace ignite::system
