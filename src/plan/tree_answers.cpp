#include "tree_answers.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

namespace ignite::plan {

namespace {

// -1 has always meant "leave it", because it does for the kernel; the largest number is the same to it.
Result<std::optional<std::uint32_t>> checked_id(std::int64_t number, std::string_view what) {
    if (number == -1)
        return std::nullopt;
    if (number < 0 || number >= std::numeric_limits<std::uint32_t>::max())
        return fail(Fault::config, number, " is not the number of a ", what);
    return static_cast<std::uint32_t>(number);
}

bool named(const config::Owner& owner) { return !owner.id && owner.name && !owner.name->empty(); }

Result<std::optional<std::uint32_t>> user_id(const RootTree& tree, const config::Owner& owner) {
    if (owner.id)
        return checked_id(*owner.id, "user");
    if (!named(owner))
        return std::nullopt;
    const auto found = tree.users.find(*owner.name);
    if (found == tree.users.end() || !found->second.exists)
        return fail(Fault::config, "there is no user ", *owner.name, " in the new root");
    return found->second.uid;
}

Result<std::optional<std::uint32_t>> group_id(const RootTree& tree, const config::Owner& owner) {
    if (owner.id)
        return checked_id(*owner.id, "group");
    if (!named(owner))
        return std::nullopt;
    const auto found = tree.groups.find(*owner.name);
    if (found == tree.groups.end() || !found->second.exists)
        return fail(Fault::config, "there is no group ", *owner.name, " in the new root");
    return found->second.gid;
}

void add_missing(std::vector<std::string>& names, const std::vector<std::string>& more) {
    for (const std::string& name : more)
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
}

bool has_all(const std::vector<std::string>& names, const std::vector<std::string>& more) {
    return std::ranges::all_of(
        more, [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); });
}

std::vector<std::string> tries(const Record& record, const FilesGiven& given) {
    if (given.date.empty())
        return record.tries;
    std::vector<std::string> all = given.earlier_tries;
    all.push_back(given.date);
    return all;
}

// Whether the record says already all that it would be told.
bool is_known(const RootTree& tree, const FilesGiven& given, const Record& more) {
    const Record& record = tree.record;
    const auto knows = [&](const std::string& path) { return record.originals.contains(path); };
    return record.finished_in.empty() && has_all(record.begun_homes, more.begun_homes) &&
           has_all(record.enabled_units, more.enabled_units) && record.tries == tries(record, given) &&
           std::ranges::all_of(tree.nodes, [&](const auto& one) {
               const NodeFound& node = one.second;
               return knows(node.path) && (node.first_missing.empty() || knows(node.first_missing));
           });
}

} // namespace

Result<const NodeFound*> answer(const RootTree& tree, const std::string& path) {
    const auto found = tree.nodes.find(path);
    if (found == tree.nodes.end())
        return fail(Fault::system, "nobody looked at ", path, " under the new root");
    return &found->second;
}

Result<Attributes> owner(const RootTree& tree, const config::Node& node) {
    Attributes attributes;
    attributes.uid = TRY(user_id(tree, node.user));
    attributes.gid = TRY(group_id(tree, node.group));
    return attributes;
}

const NodeState& behind_nodes(const config::Storage& storage, const NodeFound& found) {
    const auto makes = [&](const config::Node& node) {
        const std::string path = join_paths("/", node.path);
        return path == found.path || is_below(path, found.path);
    };
    // Of one that is kept as it is, a phase behind may have been cut off in the middle of adding to it.
    const auto writes = [&](const config::File& file) {
        return makes(file) &&
               (file.contents.source || !file.append.empty() || found.before.kind != NodeKind::file);
    };
    const bool is_made = std::ranges::any_of(storage.files, writes) ||
                         std::ranges::any_of(storage.directories, makes) ||
                         std::ranges::any_of(storage.links, makes);
    return is_made ? found.now : found.before;
}

Plan remembered(const RootTree& tree, const FilesGiven& given, const Record& more, std::vector<Step> steps) {
    if (steps.empty() || is_known(tree, given, more))
        return {std::move(steps)};
    Record record = tree.record;
    // A new run begins over one that was finished, in a boot that was cut off later: nodes are still judged
    // by what was there before that one, but accounts may have been added by others since, and are not put
    // back.
    if (!std::exchange(record.finished_in, {}).empty()) {
        record.begun_homes.clear();
        for (const std::string_view path : account_files())
            record.originals.erase(std::string{path});
    }
    record.tries = tries(record, given);
    add_missing(record.begun_homes, more.begun_homes);
    add_missing(record.enabled_units, more.enabled_units);
    // Nearly always both are in the same order.
    auto place = record.originals.begin();
    for (const auto& [asked, node] : tree.nodes) {
        const bool is_account_file = std::ranges::find(account_files(), asked) != account_files().end();
        place = std::next(
            record.originals.try_emplace(place, node.path, is_account_file ? node.now : node.before));
        // Parents that will be made on the way: their labels are ours to set.
        if (!node.first_missing.empty())
            record.originals.try_emplace(node.first_missing, NodeState{});
    }
    steps.insert(steps.begin(), Remember{std::move(record)});
    return {std::move(steps)};
}

std::span<const std::string_view> account_files() {
    static constexpr std::array<std::string_view, 13> files = {
        "/etc/passwd",  "/etc/passwd-", "/etc/group",    "/etc/group-", "/etc/shadow",
        "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/subuid", "/etc/subuid-",
        "/etc/subgid",  "/etc/subgid-", "/etc/.pwd.lock"};
    return files;
}

std::string_view name_of(NodeKind kind) {
    static constexpr std::array<std::string_view, 5> names = {
        "nothing", "a regular file", "a directory", "a symbolic link", "neither file, directory nor link"};
    return names[static_cast<std::size_t>(kind)];
}

std::string octal(std::uint32_t mode) {
    std::string digits;
    for (int shift = 9; shift >= 0; shift -= 3)
        digits += static_cast<char>('0' + ((mode >> shift) & 7));
    return digits;
}

} // namespace ignite::plan
