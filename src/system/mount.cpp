#include "ignite/system/mount.h"

#include "ignite/core/handle.h"
#include "ignite/late/library.h"

#include <fcntl.h>
#include <libmount/libmount.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ignite::system {

namespace {

late::Library library{"libmount.so.1"};
IGNITE_LATE(library, mnt_context_disable_canonicalize);
IGNITE_LATE(library, mnt_context_disable_mtab);
IGNITE_LATE(library, mnt_context_get_excode);
IGNITE_LATE(library, mnt_context_get_syscall_errno);
IGNITE_LATE(library, mnt_context_mount);
IGNITE_LATE(library, mnt_context_set_fstype);
IGNITE_LATE(library, mnt_context_set_options);
IGNITE_LATE(library, mnt_context_set_source);
IGNITE_LATE(library, mnt_context_set_target);
IGNITE_LATE(library, mnt_context_syscall_called);
IGNITE_LATE(library, mnt_free_context);
IGNITE_LATE(library, mnt_new_context);

using MountContext = Handle<libmnt_context, mnt_free_context>;

// A real directory, by a way of real directories.
Result<Fd> open_directory(const Fd& from, const std::string& path) {
    open_how how{};
    how.flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
    Fd directory{static_cast<int>(::syscall(SYS_openat2, from.number(), path.c_str(), &how, sizeof how))};
    if (directory)
        return directory;
    if (errno == ELOOP || errno == ENOTDIR)
        return fail(Fault::refused, path, " contains non-directory component");
    return tl::unexpected{Error::from_errno().within("open the directory ", path)};
}

// "/a/b" below an open directory: "a/b"; "/" is the directory itself.
std::string relative(const std::string& path) {
    const std::size_t begin = path.find_first_not_of('/');
    return begin == std::string::npos ? "." : path.substr(begin);
}

Result<void> create(const Fd& root, const std::string& path) {
    const std::string inside = relative(path);
    const std::size_t slash = inside.rfind('/');
    const Fd parent = TRY(open_directory(root, slash == std::string::npos ? "." : inside.substr(0, slash)));
    const std::string name = inside.substr(slash == std::string::npos ? 0 : slash + 1);
    if (::mkdirat(parent.number(), name.c_str(), 0755) < 0 && errno != EEXIST)
        return tl::unexpected{Error::from_errno().within("create the directory ", path)};
    // The umask has no say in it.
    if (::fchmodat(parent.number(), name.c_str(), 0755, 0) < 0)
        return tl::unexpected{Error::from_errno().within("set the mode of the directory ", path)};
    return {};
}

std::string node_of(const std::string& source) {
    char node[PATH_MAX];
    return source.starts_with('/') && ::realpath(source.c_str(), node) ? node : source;
}

} // namespace

Result<Fd> open_mount_point(const std::string& root, const std::string& path,
                            const std::vector<std::string>& missing) {
    const Fd top{::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!top)
        return tl::unexpected{Error::from_errno().within("open /")};
    const Fd start = TRY(open_directory(top, relative(root)));
    for (const std::string& directory : missing)
        TRY(create(start, directory));
    return open_directory(start, relative(path)).map_error(within("below ", root.empty() ? "/" : root));
}

Result<void> mount_at(const Fd& directory, const MountRequest& request) {
    TRY(library.load());
    const MountContext context{mnt_new_context()};
    // By the descriptor: what is a directory now must not be something else when the kernel looks.
    const std::string target = cat("/proc/self/fd/", directory.number());
    libmnt_context* mount = context.get();
    if (!mount || mnt_context_disable_mtab(mount, 1) != 0 ||
        mnt_context_disable_canonicalize(mount, 1) != 0 ||
        mnt_context_set_source(mount, node_of(request.source).c_str()) != 0 ||
        mnt_context_set_target(mount, target.c_str()) != 0 ||
        mnt_context_set_fstype(mount, request.type.c_str()) != 0 ||
        mnt_context_set_options(mount, request.options.c_str()) != 0)
        return tl::unexpected{Error::from_errno(ENOMEM)};
    const int failed = mnt_context_mount(mount);
    char words[512] = "";
    if (mnt_context_get_excode(mount, failed, words, sizeof words) == MNT_EX_SUCCESS)
        return {};
    if (mnt_context_syscall_called(mount) && mnt_context_get_syscall_errno(mount) != 0)
        return tl::unexpected{Error::from_errno(mnt_context_get_syscall_errno(mount)).within(words)};
    return fail(Fault::system, words[0] ? words : "mounting did not work");
}

Result<void> unmount(const std::string& path) {
    if (::umount2(path.c_str(), UMOUNT_NOFOLLOW) < 0)
        return tl::unexpected{Error::from_errno().within("unmount ", path)};
    return {};
}

} // namespace ignite::system
