#include "accounts.h"

#include "ignite/system/child_work.h"

#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

namespace ignite::probe {

namespace {

// What the C library found, as it comes out of the child: "\0"-ended fields in the order of the questions.
constexpr std::string_view not_there = "-";
constexpr std::string_view there = "+";

void append_field(std::string& out, std::string_view field) {
    out += field;
    out += '\0';
}

// The services of a database, as /etc/nsswitch.conf has them; "files" when it says nothing.
std::string services(std::string_view settings, std::string_view database) {
    while (!settings.empty()) {
        std::string_view line = settings.substr(0, settings.find('\n'));
        settings.remove_prefix(std::min(line.size() + 1, settings.size()));
        line = line.substr(0, line.find('#'));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with(database))
            continue;
        line.remove_prefix(database.size());
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.starts_with(':'))
            return std::string{line.substr(1)};
    }
    return "files";
}

std::string whole_file(const char* path) {
    std::string text;
    std::FILE* file = std::fopen(path, "re");
    if (!file)
        return text;
    char bytes[4096];
    while (const std::size_t got = std::fread(bytes, 1, sizeof bytes, file))
        text.append(bytes, got);
    std::fclose(file);
    return text;
}

// The library reads nsswitch.conf once, and will not read another one after a change of root: if we have
// looked up a host name before, it knows the initramfs's. So it is told.
void use_services_of_new_root() {
    const std::string settings = whole_file("/etc/nsswitch.conf");
    for (const char* database : {"passwd", "group", "initgroups"})
        (void)::__nss_configure_lookup(database, services(settings, database).c_str()); // keeps its default
}

// getpwnam_r and its kin say "not there" in several ways.
Result<bool> is_there(int failed, bool found, std::string_view what, std::string_view name) {
    switch (failed) {
    case 0:
        return found;
    case ENOENT:
    case ESRCH:
    case EBADF:
    case EPERM:
        return false;
    default:
        return tl::unexpected{
            Error::from_errno(failed).within("look up ", what, " ", name, " in the new root")};
    }
}

constexpr std::size_t largest_entry = 16UL * 1024 * 1024; // bytes; a group can have very many members

// Calls `look`, a getXXnam_r, with more and more room. Falls back to the file itself when no service
// answered: a service of the target may not load into us.
template <class Entry, class Look>
Result<Entry*> look_up(Entry& entry, std::vector<char>& room, std::string_view what, const std::string& name,
                       const Look& look) {
    for (;;) {
        Entry* found = nullptr;
        const int failed = look(name.c_str(), &entry, room.data(), room.size(), &found);
        if (failed == ERANGE && room.size() < largest_entry) {
            room.resize(room.size() * 4);
            continue;
        }
        return is_there(failed, found != nullptr, what, name).map([&](bool yes) {
            return yes ? found : nullptr;
        });
    }
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

passwd* look_in_passwd(const std::string& name, passwd& entry, std::vector<char>& room) {
    const File file{std::fopen("/etc/passwd", "re")};
    passwd* found = nullptr;
    while (file && ::fgetpwent_r(file.get(), &entry, room.data(), room.size(), &found) == 0)
        if (name == found->pw_name)
            return found;
    return nullptr;
}

group* look_in_group(const std::string& name, group& entry, std::vector<char>& room) {
    const File file{std::fopen("/etc/group", "re")};
    group* found = nullptr;
    while (file && ::fgetgrent_r(file.get(), &entry, room.data(), room.size(), &found) == 0)
        if (name == found->gr_name)
            return found;
    return nullptr;
}

Result<std::string> look_up_all(const plan::Questions& questions, const std::string& root) {
    if (::chroot(root.c_str()) < 0 || ::chdir("/") < 0)
        return tl::unexpected{Error::from_errno().within("enter ", root)};
    use_services_of_new_root();
    std::string out;
    std::vector<char> room(64 * 1024);
    for (const std::string& name : questions.users) {
        passwd entry{};
        passwd* found = TRY(look_up(entry, room, "user", name, ::getpwnam_r));
        if (!found)
            found = look_in_passwd(name, entry, room);
        append_field(out, found ? there : not_there);
        append_field(out, found ? cat(found->pw_uid) : "");
        append_field(out, found ? cat(found->pw_gid) : "");
        append_field(out, found ? found->pw_dir : "");
    }
    for (const std::string& name : questions.groups) {
        group entry{};
        group* found = TRY(look_up(entry, room, "group", name, ::getgrnam_r));
        if (!found)
            found = look_in_group(name, entry, room);
        append_field(out, found ? there : not_there);
        append_field(out, found ? cat(found->gr_gid) : "");
    }
    return out;
}

std::string_view next_field(std::string_view& fields) {
    const std::string_view field = fields.substr(0, fields.find('\0'));
    fields.remove_prefix(std::min(field.size() + 1, fields.size()));
    return field;
}

std::optional<std::uint32_t> number(std::string_view digits) {
    std::uint32_t value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return failed == std::errc{} && !digits.empty() ? std::optional{value} : std::nullopt;
}

} // namespace

Result<void> probe_accounts(const plan::Questions& questions, const std::string& root, plan::RootTree& tree) {
    if (questions.users.empty() && questions.groups.empty())
        return {};
    const std::string found = TRY(system::in_child("look up users and groups in the new root", [&] {
        return look_up_all(questions, root.empty() ? "/" : root);
    }));
    std::string_view fields = found;
    for (const std::string& name : questions.users) {
        plan::UserState& user = tree.users[name];
        user.exists = next_field(fields) == there;
        user.uid = number(next_field(fields));
        user.gid = number(next_field(fields));
        user.home = next_field(fields);
    }
    for (const std::string& name : questions.groups) {
        plan::GroupState& group = tree.groups[name];
        group.exists = next_field(fields) == there;
        group.gid = number(next_field(fields));
    }
    return {};
}

} // namespace ignite::probe
