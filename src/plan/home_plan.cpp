#include "account_plan.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "tree_answers.h"

#include <algorithm>

namespace ignite::plan {

namespace {

bool wanted(const config::User& user) { return user.should_exist.value_or(true); }

const std::string& key_file(KeysPlace place) {
    static const std::string fragment = "/.ssh/authorized_keys.d/ignition";
    static const std::string main_file = "/.ssh/authorized_keys";
    return place == KeysPlace::fragment ? fragment : main_file;
}

// The stage "mount" of this boot and of one that was broken off.
std::vector<std::string> notated(const RootTree& tree, const FilesGiven& given) {
    std::vector<std::string> all = given.notated_directories;
    for (const std::string& path : tree.record.notated_directories)
        if (std::ranges::find(all, path) == all.end())
            all.push_back(path);
    return all;
}

std::string home_of(const RootTree& tree, const config::User& user) {
    const auto found = tree.users.find(user.name);
    if (found == tree.users.end() || !found->second.exists || found->second.home.empty())
        return {};
    return join_paths("/", found->second.home);
}

bool is_at_or_below(std::string_view path, std::string_view above) {
    return path == above || is_below(path, above);
}

// The stage "mount" goes by way of no link, a home may: so both its name and where that leads to are its own.
Result<void> plan_home(const config::User& user, const RootTree& tree, const FilesGiven& given,
                       std::vector<Step>& steps) {
    const auto found = tree.users.find(user.name);
    if (found == tree.users.end() || !found->second.exists) {
        if (user.ssh_authorized_keys.empty())
            return {};
        return fail(Fault::system, "user ", user.name, " is not in the new root");
    }
    const UserState& state = found->second;
    const std::string home = home_of(tree, user);
    const std::string inside =
        home.empty() ? std::string{}
                     : std::string{parent_of(TRY(answer(tree, join_paths(home, ".ssh")))->path)};
    if (!user.no_create_home.value_or(false) && state.uid && state.gid && !home.empty())
        for (const std::string& path : notated(tree, given)) {
            const std::string& place = TRY(answer(tree, path))->path;
            if (is_at_or_below(path, home) || is_at_or_below(place, inside))
                steps.emplace_back(OwnDirectory{place, *state.uid, *state.gid});
        }
    if (user.ssh_authorized_keys.empty())
        return {};
    if (home.empty())
        return fail(Fault::config, "user ", user.name, " has no home for its ssh keys");
    std::string keys;
    for (const std::string& key : user.ssh_authorized_keys)
        keys += cat(keys.empty() ? "" : "\n", key);
    if (!keys.ends_with('\n'))
        keys += '\n';
    steps.emplace_back(
        WriteKeys{user.name, state.uid, state.gid, inside, key_file(given.keys), std::move(keys)});
    return {};
}

} // namespace

Questions ask_for_homes(const config::Config& config, const RootTree& so_far, const FilesGiven& given) {
    Questions questions;
    for (const config::User& user : config.passwd.users) {
        if (!wanted(user))
            continue;
        questions.users.push_back(user.name);
        if (const std::string home = home_of(so_far, user); !home.empty())
            questions.paths.push_back(join_paths(home, ".ssh"));
    }
    if (!questions.users.empty())
        for (const std::string& path : notated(so_far, given))
            questions.paths.push_back(path);
    return questions;
}

Result<Plan> plan_homes(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    std::vector<Step> steps;
    for (const config::User& user : config.passwd.users)
        if (wanted(user))
            TRY(plan_home(user, machine.root, given, steps).map_error(at(user.position)));
    return remembered(machine.root, given, {}, std::move(steps));
}

} // namespace ignite::plan
