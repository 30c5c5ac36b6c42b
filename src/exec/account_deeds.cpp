#include "ignite/core/path.h"
#include "ignite/journal/events.h"
#include "ignite/system/child_work.h"
#include "ignite/system/new_file.h"
#include "ignite/system/root_dir.h"
#include "ignite/system/small_file.h"
#include "tools.h"
#include "tree_deeds.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <string_view>

namespace ignite::exec {

namespace {

using system::Command;
using system::Fd;
using system::RootDir;
using system::Word;

Word secret(std::string_view word) { return {word, Word::Shown::no}; }
bool given(const config::OptionalText& text) { return text && !text->empty(); }

// The tools are those of the initramfs, the conventions (skeleton, ranges of ids, hashes) those of the
// target.
Command tool(std::string_view program, const Hands& hands) {
    return {.program = std::string{program}, .arguments = {"--root", hands.root.empty() ? "/" : hands.root}};
}

template <class... Words>
void add(Command& command, const Words&... words) {
    (command.arguments.emplace_back(words), ...);
}

Result<void> run(const std::string& what, const Command& command, Hands& hands) {
    return hands.journal.operation(what, [&]() -> Result<void> {
        hands.journal.debug("executing: ", system::describe(command));
        TRY(hands.processes.output_of(command));
        return {};
    });
}

void add_group_words(const config::Group& group, Command& command) {
    if (group.gid)
        add(command, "--gid", cat(*group.gid));
    if (given(group.password_hash))
        add(command, "--password", secret(*group.password_hash));
}

// "*" is no password: nobody can log in with one.
Word password(const std::string& hash) { return secret(hash.empty() ? "*" : hash); }

void add_common_user_words(const config::User& user, Command& command) {
    if (user.uid)
        add(command, "--uid", cat(*user.uid));
    if (given(user.gecos))
        add(command, "--comment", *user.gecos);
    if (given(user.primary_group))
        add(command, "--gid", *user.primary_group);
    if (!user.groups.empty()) {
        std::string groups;
        for (const std::string& group : user.groups)
            groups += cat(groups.empty() ? "" : ",", group);
        add(command, "--groups", groups);
    }
    if (given(user.shell))
        add(command, "--shell", *user.shell);
    add(command, user.name);
}

// Missing directories are the user's, 0700, and so is nothing else. Where the user may make none, as for a
// home in a directory of root's, that is the end.
Result<Fd> make_own_parents(const RootDir& root, const std::string& file) {
    Fd directory = TRY(root.open_directory("/"));
    for (std::size_t slash = file.find('/', 1); slash != std::string::npos;
         slash = file.find('/', slash + 1)) {
        const std::string path = file.substr(0, slash);
        const std::string name{name_of(path)};
        if (::mkdirat(directory.number(), name.c_str(), 0700) < 0 && errno != EEXIST)
            return tl::unexpected{Error::from_errno().within("make directory ", root.outside(path))};
        directory = TRY(root.open_directory(path));
    }
    return directory;
}

// In a directory where the user may make nothing there can still be a file that is the user's.
Result<void> write_into_own_file(const Fd& directory, const plan::WriteKeys& step, Error no_new_file) {
    const std::string name{name_of(step.file)};
    const Fd file{::openat(directory.number(), name.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat found{};
    if (!file || ::fstat(file.number(), &found) < 0 || !S_ISREG(found.st_mode))
        return tl::unexpected{std::move(no_new_file)};
    if (::ftruncate(file.number(), 0) < 0 || ::fchmod(file.number(), 0600) < 0)
        return tl::unexpected{Error::from_errno().within("empty file ", name)};
    return system::write_all(file.number(), step.keys);
}

Result<void> write_keys_as_user(const plan::WriteKeys& step, const RootDir& root) {
    TRY(system::become(*step.uid, *step.gid));
    ::umask(077);
    Fd directory = TRY(make_own_parents(root, join_paths(step.home, step.file)));
    const system::SharedDirectory shared = system::share(std::move(directory));
    Result<system::NewFile> file =
        system::NewFile::in(shared, std::string{name_of(step.file)}, 0600, system::NewFile::Nameless::never);
    if (!file && file.error().code() == EACCES)
        return write_into_own_file(shared->fd, step, std::move(file).error());
    if (!file)
        return tl::unexpected{std::move(file).error()};
    TRY(system::write_all(file->descriptor(), step.keys));
    return (*std::move(file)).appear_replacing();
}

} // namespace

Result<void> apply_one(const plan::AddGroup& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureGroups"};
    Command command = tool(tool_of(step), hands);
    add_group_words(step.group, command);
    if (step.group.system.value_or(false))
        add(command, "--system");
    add(command, step.group.name);
    return run(cat("adding group \"", step.group.name, "\""), command, hands);
}

Result<void> apply_one(const plan::ChangeGroup& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureGroups"};
    Command command = tool(tool_of(step), hands);
    add_group_words(step.group, command);
    add(command, step.group.name);
    return run(cat("modifying group \"", step.group.name, "\""), command, hands);
}

Result<void> apply_one(const plan::RemoveGroup& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureGroups"};
    Command command = tool(tool_of(step), hands);
    add(command, step.name);
    return run(cat("deleting group \"", step.name, "\""), command, hands);
}

Result<void> apply_one(const plan::AddUser& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    const config::User& user = step.user;
    Command command = tool(tool_of(step), hands);
    if (given(user.home_dir))
        add(command, "--home-dir", *user.home_dir);
    add(command, user.no_create_home.value_or(false) ? "--no-create-home" : "--create-home");
    if (user.no_user_group.value_or(false))
        add(command, "--no-user-group");
    if (user.system.value_or(false))
        add(command, "--system");
    if (user.no_log_init.value_or(false))
        add(command, "--no-log-init");
    add(command, "--password", password(user.password_hash.value_or("")));
    add_common_user_words(user, command);
    return run(cat("creating or modifying user \"", user.name, "\""), command, hands);
}

Result<void> apply_one(const plan::ChangeUser& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    const config::User& user = step.user;
    Command command = tool(tool_of(step), hands);
    if (given(user.home_dir)) {
        add(command, "--home", *user.home_dir);
        if (step.moves_home)
            add(command, "--move-home");
    }
    if (user.password_hash)
        add(command, "--password", password(*user.password_hash));
    add_common_user_words(user, command);
    return run(cat("creating or modifying user \"", user.name, "\""), command, hands);
}

Result<void> apply_one(const plan::RemoveUser& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    Command command{.program = std::string{tool_of(step)}, .arguments = {}};
    if (step.removes_home)
        add(command, "--remove");
    add(command, "--root", hands.root.empty() ? "/" : hands.root, step.name);
    return run(cat("deleting user \"", step.name, "\""), command, hands);
}

Result<void> apply_one(const plan::SetPassword& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    Command command = tool(tool_of(step), hands);
    add(command, "--password", secret(step.hash), step.user);
    return run(cat("setting password for \"", step.user, "\""), command, hands);
}

Result<void> apply_one(const plan::OwnDirectory& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(
        cat("giving directory \"", root.outside(step.path), "\" to its user"), [&]() -> Result<void> {
            const Fd directory = TRY(root.open_followed(step.path, O_RDONLY | O_DIRECTORY));
            if (::fchown(directory.number(), step.uid, step.gid) < 0 ||
                ::fchmod(directory.number(), 0700) < 0)
                return tl::unexpected{Error::from_errno().within("change ", root.outside(step.path))};
            return {};
        });
}

Result<void> apply_one(const plan::WriteKeys& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "ensureUsers"};
    if (!step.uid || !step.gid)
        return fail(Fault::system, "the ids of user ", step.user, " are not known");
    const RootDir root = TRY(RootDir::open(hands.root));
    Result<std::string> written =
        hands.journal.operation(cat("adding ssh keys to user \"", step.user, "\""), [&] {
            return system::in_child(cat("write ssh keys as user ", step.user), [&]() -> Result<std::string> {
                TRY(write_keys_as_user(step, root));
                return std::string{};
            });
        });
    TRY(std::move(written));
    const std::array fields = {journal::Field{"IGNITION_USER_NAME", step.user},
                               journal::Field{"IGNITION_PATH", root.outside(cat(step.home, step.file))}};
    journal::announce(hands.journal, journal::keys_written,
                      cat("wrote ssh authorized keys file for user: ", step.user), fields);
    return {};
}

} // namespace ignite::exec
