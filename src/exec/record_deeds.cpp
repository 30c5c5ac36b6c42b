// The record of an unfinished run: written before the first change, gone or marked after the last one. So a
// stage that power was taken from, anywhere, is told what was there before it when it runs again.
#include "ignite/core/path.h"
#include "ignite/exec/conclude.h"
#include "ignite/plan/record.h"
#include "ignite/system/small_file.h"
#include "node_files.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ignite::exec {

namespace {

using system::Fd;
using system::RootDir;

constexpr std::size_t largest_record = 256UL * 1024 * 1024; // bytes
constexpr mode_t record_mode = 0600;                        // it holds /etc/shadow

// What the account tools leave when they are cut off: locks that name a process, and half a new database.
//     passwd.lock   passwd.4711   passwd+
bool is_leftover(std::string_view name) {
    static constexpr std::array<std::string_view, 6> databases = {"passwd",  "group",  "shadow",
                                                                  "gshadow", "subuid", "subgid"};
    return std::ranges::any_of(databases, [&](std::string_view database) {
        if (!name.starts_with(database))
            return false;
        std::string_view rest = name.substr(database.size());
        if (rest == ".lock" || rest == "+")
            return true;
        return rest.size() > 1 && rest[0] == '.' &&
               std::ranges::all_of(rest.substr(1), [](char c) { return c >= '0' && c <= '9'; });
    });
}

Result<void> remove_leftovers(const RootDir& root) {
    const Fd directory = TRY(root.open_directory("/etc"));
    for (const std::string& name : TRY(names_in(root, "/etc")))
        if (is_leftover(name) && ::unlinkat(directory.number(), name.c_str(), 0) < 0 && errno != ENOENT)
            return tl::unexpected{Error::from_errno().within("remove ", root.outside("/etc/"), name)};
    return {};
}

Result<void> put_back(const std::string& path, const plan::NodeState& state, const RootDir& root) {
    if (state.kind == plan::NodeKind::absent)
        return root.remove_tree(path);
    system::NewFile file = TRY(begin_file(root, path, 0600));
    TRY(system::write_all(file.descriptor(), state.text).map_error(within("write ", root.outside(path))));
    TRY(set_attributes(file.descriptor(), {.uid = state.uid, .gid = state.gid, .mode = state.mode}));
    return std::move(file).appear_replacing();
}

// Every filesystem that is mounted at the new root or below it.
Result<void> sync_below(const RootDir& root) {
    const std::string mounts = TRY(system::read_small_file("/proc/self/mountinfo"));
    const std::string top = root.path().empty() ? "/" : clean_path(root.path());
    std::string_view left = mounts;
    const auto sync_at = [](int descriptor, std::string_view path) -> Result<void> {
        if (::syncfs(descriptor) < 0)
            return tl::unexpected{Error::from_errno().within("bring what is at ", path, " to the disk")};
        return {};
    };
    const Fd itself = TRY(root.open_followed("/", O_RDONLY | O_DIRECTORY));
    TRY(sync_at(itself.number(), top));
    while (!left.empty()) {
        std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        // 36 35 98:0 /root-in-the-filesystem /where/it/is/mounted …
        for (int field = 0; field < 4; ++field)
            line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
        const std::string where{line.substr(0, line.find(' '))};
        if (!is_below(where, top) || where.find('\\') != std::string::npos)
            continue; // an escaped name is not one that we mount at; its filesystem is brought to disk by its
                      // owner
        const Fd mounted{::open(where.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)};
        if (mounted)
            TRY(sync_at(mounted.number(), where));
    }
    return {};
}

// A directory that was made for the record goes with it, unless somebody else has a use for it by now.
// Whether it did.
Result<bool> remove_unused(std::string_view path, const plan::Record& record, const RootDir& root) {
    if (record.originals.contains(std::string{path}))
        return false;
    const Fd parent = TRY(root.open_parent(path));
    if (::unlinkat(parent.number(), std::string{name_of(path)}.c_str(), AT_REMOVEDIR) == 0)
        return true;
    if (errno == ENOTEMPTY)
        return false;
    return tl::unexpected{Error::from_errno().within("remove ", root.outside(path))};
}

} // namespace

Result<void> apply_one(const plan::Remember& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    plan::Record record = step.record;
    if (!TRY(root.look(parent_of(plan::record_path))))
        record.made_directory = true;
    return put_text_for_good(root, plan::record_path, plan::encode(record), record_mode);
}

Result<void> note_directories(const std::vector<std::string>& directories, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    plan::Record record;
    const auto text = root.read_file(plan::record_path, largest_record);
    if (text)
        record = TRY(plan::decode_record(*text));
    else if (text.error().fault() != Fault::absent)
        return tl::unexpected{text.error()};
    for (const std::string& directory : directories)
        if (std::ranges::find(record.notated_directories, directory) == record.notated_directories.end())
            record.notated_directories.push_back(directory);
    if (!TRY(root.look(parent_of(plan::record_path))))
        record.made_directory = true;
    return put_text_for_good(root, plan::record_path, plan::encode(record), record_mode);
}

Result<void> apply_one(const plan::RestoreAccounts& step, Hands& hands) {
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation("putting accounts back as an unfinished run found them",
                                   [&]() -> Result<void> {
                                       TRY(remove_leftovers(root));
                                       for (const auto& [path, state] : step.databases)
                                           TRY(put_back(path, state, root));
                                       for (const std::string& home : step.begun)
                                           TRY(root.remove_tree(home));
                                       return {};
                                   });
}

Result<void> conclude_tree(Hands& hands, RecordFate fate, std::string_view boot_id) {
    const RootDir root = TRY(RootDir::open(hands.root));
    Result<std::string> text = root.read_file(plan::record_path, largest_record);
    if (!text && text.error().fault() == Fault::absent)
        return {}; // nothing was changed
    const std::string encoded = TRY(std::move(text));
    plan::Record record = TRY(plan::decode_record(encoded));
    // The tools do not mind when they cannot remove a copy of /etc/shadow that they made.
    if (record.originals.contains("/etc/passwd"))
        TRY(remove_leftovers(root));
    TRY(sync_below(root));
    if (fate == RecordFate::kept_until_mark_goes) {
        record.finished_in = boot_id;
        return put_text_for_good(root, plan::record_path, plan::encode(record), record_mode);
    }
    TRY(root.remove_tree(plan::record_path));
    const std::string_view directory = parent_of(plan::record_path);
    const bool is_gone = record.made_directory && TRY(remove_unused(directory, record, root));
    return sync_parent(root, is_gone ? directory : plan::record_path);
}

} // namespace ignite::exec
