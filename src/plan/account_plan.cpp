#include "account_plan.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "tree_answers.h"

#include <algorithm>

namespace ignite::plan {

namespace {

constexpr std::string_view defaults_of_useradd = "/etc/default/useradd";

bool wanted(const config::OptionalFlag& should_exist) { return should_exist.value_or(true); }
bool given_text(const config::OptionalText& text) { return text && !text->empty(); }

bool any(const config::Config& config) {
    return !config.passwd.users.empty() || !config.passwd.groups.empty();
}

void add_names(const config::Config& config, Questions& questions) {
    for (const config::User& user : config.passwd.users)
        questions.users.push_back(user.name);
    for (const config::Group& group : config.passwd.groups)
        questions.groups.push_back(group.name);
}

void add_contents(std::string_view path, Questions& questions) {
    questions.paths.emplace_back(path);
    questions.contents.emplace_back(path);
}

// The directory in which useradd makes homes: HOME= of its defaults, /home if there is none.
std::string home_base(const RootTree& so_far) {
    constexpr std::string_view key = "HOME=";
    const auto found = so_far.nodes.find(std::string{defaults_of_useradd});
    std::string_view text = found == so_far.nodes.end() ? std::string_view{} : found->second.now.text;
    std::string base = "/home";
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.starts_with(key) && line.size() > key.size())
            base = line.substr(key.size());
    }
    return base;
}

// The home a user will have; one that exists and says nothing of it keeps what it has.
std::string home_to_be(const config::User& user, const RootTree& so_far) {
    if (given_text(user.home_dir))
        return join_paths("/", *user.home_dir);
    const auto found = so_far.users.find(user.name);
    if (found != so_far.users.end() && found->second.exists && !found->second.home.empty())
        return join_paths("/", found->second.home);
    return join_paths(home_base(so_far), user.name);
}

std::string home_as_it_is(const UserState& user) {
    return user.home.empty() ? "" : join_paths("/", user.home);
}

const NodeFound* look(const RootTree& tree, const std::string& path) {
    const auto found = tree.nodes.find(path);
    return found == tree.nodes.end() ? nullptr : &found->second;
}

// It was there before us, and is no more: an interrupted run has got that far.
bool has_gone(const NodeFound* node) {
    return node && node->before.kind != NodeKind::absent && node->now.kind == NodeKind::absent;
}
bool has_come(const NodeFound* node) {
    return node && node->before.kind == NodeKind::absent && node->now.kind != NodeKind::absent;
}

const UserState& state_of(const RootTree& tree, const std::string& name) {
    static const UserState nobody;
    const auto found = tree.users.find(name);
    return found == tree.users.end() ? nobody : found->second;
}

// To the tools such a name is an option, and "--help" one that ends well.
Result<void> check_name(std::string_view what, const std::string& name) {
    if (name.starts_with('-'))
        return fail(Fault::config, name, " is no name for a ", what);
    return {};
}

Result<void> plan_group(const config::Group& group, const RootTree& tree, std::vector<Step>& steps) {
    const auto found = tree.groups.find(group.name);
    const bool exists = found != tree.groups.end() && found->second.exists;
    if (!wanted(group.should_exist)) {
        if (exists)
            steps.emplace_back(RemoveGroup{group.name, group.position});
    } else if (exists) {
        steps.emplace_back(ChangeGroup{group});
    } else {
        steps.emplace_back(AddGroup{group});
    }
    return {};
}

bool is_number(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The groups that a user is to be in, by name.
std::vector<std::string> groups_of(const config::User& user) {
    std::vector<std::string> names;
    if (given_text(user.primary_group))
        names.push_back(*user.primary_group);
    names.insert(names.end(), user.groups.begin(), user.groups.end());
    std::erase_if(names, [](const std::string& name) { return is_number(name); }); // an id, or nothing
    return names;
}

// The tool would refuse it, when others may have been added already.
Result<void> check_groups(const config::User& user, const config::Config& config, const RootTree& tree) {
    for (const std::string& name : groups_of(user)) {
        const auto of_config = std::ranges::find(config.passwd.groups, name, &config::Group::name);
        const auto found = tree.groups.find(name);
        const bool will_exist = of_config != config.passwd.groups.end()
                                    ? wanted(of_config->should_exist)
                                    : found == tree.groups.end() || found->second.exists;
        // Many systems make a group for each user that is added; of those before this one.
        const auto is_made = [&](const config::User& one) { return one.name == name; };
        const bool is_of_user = std::any_of(config.passwd.users.data(), &user, is_made);
        if (!will_exist && !is_of_user)
            return fail(Fault::config, "user ", user.name, " is to be in group ", name,
                        ", which is not in the new root");
    }
    return {};
}

// Once more, before the next user.
void set_password(const config::User& user, std::vector<Step>& steps) {
    if (user.password_hash)
        steps.emplace_back(
            SetPassword{user.name, user.password_hash->empty() ? "*" : *user.password_hash, user.position});
}

// exists  wanted | step
// ---------------+--------
//   no      no   | none
//   yes     no   | remove
//   no      yes  | add
//   yes     yes  | change
Result<void> plan_user(const config::User& user, const RootTree& tree, std::vector<std::string>& begun,
                       std::vector<Step>& steps) {
    const UserState& found = state_of(tree, user.name);
    if (!wanted(user.should_exist)) {
        if (found.exists)
            steps.emplace_back(
                RemoveUser{user.name, !has_gone(look(tree, home_as_it_is(found))), user.position});
        return {};
    }
    const NodeFound* home = look(tree, home_to_be(user, tree));
    if (!found.exists) {
        if (home && home->before.kind == NodeKind::absent && !user.no_create_home.value_or(false))
            begun.push_back(home->path);
        steps.emplace_back(AddUser{user, home_to_be(user, tree)});
        set_password(user, steps);
        return {};
    }
    const NodeFound* old_home = look(tree, home_as_it_is(found));
    if (given_text(user.home_dir) && has_come(home) && old_home != home && old_home &&
        old_home->now.kind != NodeKind::absent && old_home->before.kind != NodeKind::absent)
        // The move copied, because it went to another filesystem, or was removing what it had copied. Either
        // home may be the one that is not whole.
        return fail(Fault::refused, "an unfinished run has moved a part of ", old_home->path, " to ",
                    home->path, ": finish or undo that by hand");
    steps.emplace_back(ChangeUser{user, !(has_gone(old_home) && has_come(home))});
    set_password(user, steps);
    return {};
}

} // namespace

Questions ask_for_recovery(const config::Config& config, const RootTree&, const FilesGiven&) {
    Questions questions;
    add_names(config, questions);
    for (const std::string_view path : account_files())
        add_contents(path, questions);
    add_contents(defaults_of_useradd, questions);
    return questions;
}

Result<Plan> plan_recovery(const config::Config&, const Machine& machine, const FilesGiven&) {
    const RootTree& tree = machine.root;
    // A run that came to its end left whole databases, and the real root may have added to them since.
    if (!tree.record.finished_in.empty())
        return Plan{};
    RestoreAccounts restore{.begun = tree.record.begun_homes};
    for (const std::string_view path : account_files()) {
        const NodeFound* node = look(tree, std::string{path});
        if (!node)
            continue;
        const auto original = tree.record.originals.find(node->path);
        if (original == tree.record.originals.end())
            continue;
        if (original->second.kind == NodeKind::file || original->second.kind == NodeKind::absent)
            restore.databases.emplace_back(node->path, original->second);
    }
    if (restore.databases.empty())
        return Plan{};
    return Plan{{std::move(restore)}};
}

Questions ask_for_accounts(const config::Config& config, const RootTree& so_far, const FilesGiven&) {
    Questions questions;
    if (!any(config))
        return questions;
    add_names(config, questions);
    for (const std::string_view path : account_files())
        add_contents(path, questions);
    // Asked for again: the base of homes must be known while planning, too.
    add_contents(defaults_of_useradd, questions);
    for (const config::User& user : config.passwd.users) {
        for (std::string& name : groups_of(user))
            questions.groups.push_back(std::move(name));
        // One that is neither made nor moved is not ours to label either.
        const bool leaves_home =
            wanted(user.should_exist) && user.no_create_home.value_or(false) && !given_text(user.home_dir);
        if (leaves_home)
            continue;
        questions.paths.push_back(home_to_be(user, so_far));
        if (const std::string home = home_as_it_is(state_of(so_far, user.name)); !home.empty())
            questions.paths.push_back(home);
    }
    return questions;
}

Result<Plan> plan_accounts(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    std::vector<Step> steps;
    Record begun;
    for (const config::Group& group : config.passwd.groups) {
        TRY(check_name("group", group.name).map_error(at(group.position)));
        TRY(plan_group(group, machine.root, steps));
    }
    for (const config::User& user : config.passwd.users)
        TRY(check_name("user", user.name).map_error(at(user.position)));
    for (const config::User& user : config.passwd.users)
        if (wanted(user.should_exist))
            TRY(check_groups(user, config, machine.root).map_error(at(user.position)));
    for (const config::User& user : config.passwd.users)
        TRY(plan_user(user, machine.root, begun.begun_homes, steps).map_error(at(user.position)));
    return remembered(machine.root, given, begun, std::move(steps));
}

} // namespace ignite::plan
