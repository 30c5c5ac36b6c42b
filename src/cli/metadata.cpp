// `ignite metadata`: what the platform knows of this machine, for units, sshd and the host name, and telling
// the platform that it has booted. Spec platforms.md §6.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "print.h"
#include "run_log.h"
#include "surroundings.h"
#include "usage.h"

#include "ignite/platform/check_in.h"
#include "ignite/platform/detect.h"
#include "ignite/platform/metadata.h"
#include "ignite/system/child_work.h"
#include "ignite/system/kernel_command_line.h"
#include "ignite/system/small_file.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace ignite::cli {

namespace {

struct Order {
    std::string platform;
    bool from_command_line = false;
    std::vector<std::string> attributes; // files
    std::string hostname;                // file
    std::vector<std::string> users;      // whose keys
    std::string convention;
    bool checks_in = false;
    bool log_to_stdout = false;

    bool is_for_nothing() const {
        return attributes.empty() && hostname.empty() && users.empty() && !checks_in;
    }
};

// The last one that is not empty, by the first of these names that has one. Spec platforms.md §3.1.
std::string platform_of_command_line(const std::string& path) {
    const auto line = system::KernelCommandLine::parse(system::read_small_file(path).value_or(""));
    for (const std::string_view key : {"ignition.platform.id", "flatcar.oem.id", "coreos.oem.id"}) {
        std::string last;
        for (const system::KernelArgument& argument : line.arguments())
            if (argument.key == key && argument.value && !argument.value->empty())
                last = *argument.value;
        if (!last.empty())
            return last;
    }
    return {};
}

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

Result<void> put(const std::string& path, std::string_view text, mode_t mode) {
    TRY(system::make_directories(directory_of(path), 0755));
    return system::replace_small_file(path, text, mode);
}

// A file of Flatcar's has Flatcar's names, whatever else is written at the same time.
platform::Convention convention_of(const Order& order, const std::string& path) {
    const std::string_view name = std::string_view{path}.substr(path.rfind('/') + 1);
    const bool is_coreos =
        order.convention == "coreos" || (order.convention.empty() && (name == "coreos" || name == "flatcar"));
    return is_coreos ? platform::Convention::coreos : platform::Convention::afterburn;
}

// As the user: whatever links are in a home, nobody else's file is written.
Result<std::string> write_keys_at(const std::string& home, const std::string& name, const std::string& text) {
    const std::string directory = home + "/.ssh/authorized_keys.d";
    const std::string path = cat(directory, "/", name);
    if (text.empty()) {
        if (::unlink(path.c_str()) < 0 && errno != ENOENT)
            return tl::unexpected{Error::from_errno().within("remove ", path)};
        return std::string{};
    }
    TRY(system::make_directories(directory, 0700));
    TRY(system::replace_small_file(path, text, 0600));
    return std::string{};
}

Result<void> write_keys(const std::string& user, const Order& order, const std::vector<std::string>& keys,
                        journal::Journal& journal) {
    const passwd* const found = ::getpwnam(user.c_str()); // NOLINT(concurrency-mt-unsafe)
    if (found == nullptr)
        return fail(Fault::system, "there is no user ", user);
    const std::string home = found->pw_dir;
    const uid_t uid = found->pw_uid;
    const gid_t gid = found->pw_gid;
    std::string text;
    for (const std::string& key : keys)
        text += cat(key, "\n");
    const std::string name = order.convention == "coreos" ? "coreos-metadata" : "afterburn";
    const auto work = [&]() -> Result<std::string> {
        if (::geteuid() == 0)
            TRY(system::become(uid, gid));
        return write_keys_at(home, name, text);
    };
    TRY(system::in_child(cat("writing the keys of user ", user), work));
    journal.info("user ", user, " has ", keys.size(), keys.size() == 1 ? " key" : " keys",
                 " of the platform");
    return {};
}

Result<void> carry_out(const Order& order, journal::Journal& journal) {
    fetch::Fetcher fetcher{journal, fetch::Network::allowed};
    system::RealProcesses processes;
    const platform::Surroundings where = surroundings();
    platform::Context context{.journal = journal, .processes = processes, .fetcher = fetcher, .where = where};
    if (order.checks_in) {
        const platform::Provider* const provider = platform::find_provider(order.platform);
        if (provider != nullptr && platform::wants_check_in(*provider))
            TRY(platform::check_in(*provider, context));
        else
            journal.info("platform ", order.platform, " wants to hear from no machine");
    }
    const platform::Wanted wanted{.attributes = !order.attributes.empty(),
                                  .keys = !order.users.empty(),
                                  .hostname = !order.hostname.empty()};
    if (!wanted.attributes && !wanted.keys && !wanted.hostname)
        return {};
    const platform::Metadata metadata = TRY(platform::gather(order.platform, wanted, context));
    for (const std::string& path : order.attributes)
        TRY(put(path, platform::environment_file(metadata.attributes, convention_of(order, path), journal),
                0644));
    if (!metadata.hostname.empty() && wanted.hostname)
        TRY(put(order.hostname, metadata.hostname + "\n", 0644));
    for (const std::string& user : order.users)
        TRY(write_keys(user, order, metadata.keys, journal));
    return {};
}

std::string names() {
    std::string text;
    for (const std::string_view name : platform::metadata_names())
        text += cat(text.empty() ? "" : " ", name);
    return text;
}

} // namespace

int metadata(const std::string& program, std::span<const std::string> words) {
    Order order;
    const std::string platform_help = cat("which platform to ask, one of: ", names());
    const Flag flags[] = {
        {"attributes", "path", "write an environment file (may be given several times)", &order.attributes},
        {"check-in", "", "tell the platform that the machine has booted", &order.checks_in},
        {"cmdline", "", "take the platform from the kernel command line", &order.from_command_line},
        {"convention", "name", "afterburn or coreos: names of attributes and of the file of keys",
         &order.convention},
        {"hostname", "path", "write the host name", &order.hostname},
        {"log-to-stdout", "", "log to stdout instead of the system log", &order.log_to_stdout},
        {"platform", "name", platform_help, &order.platform},
        {"provider", "name", "the same", &order.platform},
        {"ssh-keys", "user",
         "write the user's ~/.ssh/authorized_keys.d/afterburn (may be given several times)", &order.users},
    };
    const Usage usage{program, cat("usage: ", program, " [flags]\n", describe(flags))};
    if (const auto read = usage.read(words, flags, {0, 0, "it takes flags only"}); !read)
        return read.error();
    if (order.is_for_nothing())
        return usage.wrong("say what to write, or to check in");
    if (!order.convention.empty() && order.convention != "afterburn" && order.convention != "coreos")
        return usage.wrong("the convention is afterburn or coreos");
    if (order.from_command_line && order.platform.empty())
        order.platform = platform_of_command_line(surroundings().command_line);
    if (order.platform == "auto")
        order.platform = platform::detect(platform::look_at_machine(surroundings())).id;
    if (order.platform.empty())
        return usage.wrong("'--platform' must be provided, or stand on the kernel command line");
    const auto known = platform::metadata_names();
    if (platform::find_provider(order.platform) == nullptr &&
        std::ranges::find(known, order.platform) == known.end())
        return usage.wrong(cat("there is no platform \"", order.platform, "\""));

    RunLog log{order.log_to_stdout};
    return log.end(carry_out(order, log.journal()), program);
}

} // namespace ignite::cli
