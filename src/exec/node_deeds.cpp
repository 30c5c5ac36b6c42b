#include "ignite/core/path.h"
#include "node_files.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ignite::exec {

namespace {

using system::Fd;
using system::RootDir;

constexpr mode_t default_directory_mode = 0755;

// All messages about nodes carry both prefixes.
class NodeScope {
public:
    explicit NodeScope(journal::Journal& journal)
        : outer_{journal, "createFilesystemsFiles"}, inner_{journal, "createFiles"} {}

private:
    journal::Journal::Scope outer_;
    journal::Journal::Scope inner_;
};

Result<void> make_directory(const plan::MakeDirectory& step, const RootDir& root) {
    if (step.removes_old)
        TRY(root.remove_tree(step.path));
    const Fd parent = TRY(root.make_parents(step.path));
    const std::string name{name_of(step.path)};
    const bool is_new = ::mkdirat(parent.number(), name.c_str(), default_directory_mode) == 0;
    if (!is_new && errno != EEXIST)
        return tl::unexpected{Error::from_errno().within("make directory ", root.outside(step.path))};
    if (is_new)
        TRY(system::open_new_directory(parent, name, default_directory_mode)
                .map_error(within("make directory ", root.outside(step.path))));
    const Fd directory{
        ::openat(parent.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!directory)
        return tl::unexpected{Error::from_errno().within("open directory ", root.outside(step.path))};
    return set_attributes(directory.number(), step.attributes).map_error(within(root.outside(step.path)));
}

Result<void> make_symlink(const plan::MakeSymlink& step, const RootDir& root) {
    if (step.removes_old)
        TRY(root.remove_tree(step.path));
    const Fd parent = TRY(root.make_parents(step.path));
    const std::string name{name_of(step.path)};
    if (::symlinkat(step.target.c_str(), parent.number(), name.c_str()) < 0)
        return tl::unexpected{Error::from_errno().within("make link ", root.outside(step.path))};
    if (::fchownat(parent.number(), name.c_str(), step.uid, step.gid, AT_SYMLINK_NOFOLLOW) < 0)
        return tl::unexpected{Error::from_errno().within("change the owner of ", root.outside(step.path))};
    return {};
}

Result<void> make_hard_link(const plan::MakeHardLink& step, const RootDir& root) {
    if (step.removes_old)
        TRY(root.remove_tree(step.path));
    const Fd parent = TRY(root.make_parents(step.path));
    const Fd target_parent = TRY(root.open_parent(step.target));
    // Without AT_SYMLINK_FOLLOW: a link to a symlink links the symlink itself.
    if (::linkat(target_parent.number(), std::string{name_of(step.target)}.c_str(), parent.number(),
                 std::string{name_of(step.path)}.c_str(), 0) < 0)
        return tl::unexpected{
            Error::from_errno().within("link ", root.outside(step.path), " to ", root.outside(step.target))};
    return {};
}

template <class Step>
std::string link_text(const Step& step, const RootDir& root, const std::string& target) {
    return cat("writing link \"", root.outside(step.path), "\" -> \"", target, "\"");
}

} // namespace

Result<void> apply_one(const plan::MakeDirectory& step, Hands& hands) {
    const NodeScope scope{hands.journal};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal
        .operation(cat("creating directory \"", root.outside(step.path), "\""),
                   [&] { return make_directory(step, root); })
        .map_error(at(step.position));
}

Result<void> apply_one(const plan::MakeSymlink& step, Hands& hands) {
    const NodeScope scope{hands.journal};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal
        .operation(link_text(step, root, step.target), [&] { return make_symlink(step, root); })
        .map_error(at(step.position));
}

Result<void> apply_one(const plan::MakeHardLink& step, Hands& hands) {
    const NodeScope scope{hands.journal};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal
        .operation(link_text(step, root, step.shown_target), [&] { return make_hard_link(step, root); })
        .map_error(at(step.position));
}

} // namespace ignite::exec
