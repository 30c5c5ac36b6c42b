#include "disk_deeds.h"

#include "ignite/core/quoted.h"
#include "ignite/system/directory.h"
#include "ignite/system/mount.h"
#include "labels.h"
#include "tree_deeds.h"

#include <algorithm>
#include <array>

namespace ignite::exec {

namespace {

// "/sysroot" and "/var": "/sysroot/var"; and "/" below it is the root itself.
std::string outside(const Hands& hands, const std::string& path) {
    std::string root = hands.root;
    while (root.ends_with('/'))
        root.pop_back();
    return path == "/" && !root.empty() ? root : root + path;
}

std::string joined(const std::vector<std::string>& options) {
    std::string out;
    for (const std::string& option : options)
        out += cat(out.empty() ? "" : ",", option);
    return out;
}

// What a maker leaves counts as nothing.
Result<bool> is_empty(const std::string& directory) {
    const std::vector<std::string> names = TRY(system::names_in(directory));
    return std::ranges::all_of(names, [](const std::string& name) { return name == "lost+found"; });
}

} // namespace

Result<void> apply_one(const plan::MountFilesystem& step, Hands& hands) {
    const std::string place = outside(hands, step.path);
    const std::string what = cat("mounting ", quoted(step.device), " at ", quoted(place), " with type ",
                                 quoted(step.format), " and options ", quoted(joined(step.options)));
    return hands.journal.operation(what, [&]() -> Result<void> {
        if (!step.missing.empty())
            TRY(note_directories(step.missing, hands).map_error(within("note what is made to mount on")));
        const system::Fd directory = TRY(system::open_mount_point(hands.root, step.path, step.missing));
        if (step.policy && !step.missing.empty())
            TRY(set_labels(*step.policy, std::span{step.missing}.first(1), hands));
        TRY(system::mount_at(directory, {step.device, step.format, joined(step.options)}));
        if (step.policy && TRY(is_empty(place)))
            TRY(set_labels(*step.policy, std::array{step.path}, hands));
        return {};
    });
}

Result<void> apply_one(const plan::Unmount& step, Hands& hands) {
    const std::string place = outside(hands, step.path);
    return hands.journal.operation(cat("umounting ", quoted(place)), [&] { return system::unmount(place); });
}

} // namespace ignite::exec
