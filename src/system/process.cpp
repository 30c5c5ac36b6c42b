#include "ignite/system/process.h"

#include "ignite/system/fd.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>

extern char** environ;

namespace ignite::system {

namespace {

using Clock = std::chrono::steady_clock;

// A child that runs, and what has been read from it so far.
struct Child {
    pid_t pid = -1;
    Fd ended; // a pidfd: readable once the child has ended, which the pipes do not tell when a daemon that
              // it left behind keeps them open
    Fd out;
    Fd err;
    Outcome outcome;
    Clock::time_point deadline;
    bool killed = false;
};

struct Pipe {
    Fd reader;
    Fd writer;
};

Result<Pipe> open_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0)
        return tl::unexpected{Error::from_errno().within("open a pipe")};
    Pipe pipe{Fd{ends[0]}, Fd{ends[1]}};
    // Only our end: a program that finds its output "not ready" would lose some of it.
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
        return tl::unexpected{Error::from_errno().within("set up a pipe")};
    return pipe;
}

// Input stands in memory, so that a child that never reads cannot block us.
Result<Fd> open_input(const std::string& input) {
    if (input.empty()) {
        Fd nothing{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
        if (!nothing)
            return tl::unexpected{Error::from_errno().within("open /dev/null")};
        return nothing;
    }
    Fd memory{::memfd_create("input", MFD_CLOEXEC)};
    if (!memory)
        return tl::unexpected{Error::from_errno().within("make room for a program's input")};
    for (std::size_t done = 0; done < input.size();) {
        const ssize_t written = ::write(memory.number(), input.data() + done, input.size() - done);
        if (written < 0)
            return tl::unexpected{Error::from_errno().within("write a program's input")};
        done += static_cast<std::size_t>(written);
    }
    (void)::lseek(memory.number(), 0, SEEK_SET); // of a memory file: cannot fail
    return memory;
}

std::vector<std::string> child_environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable)
        if (!std::string_view{*variable}.starts_with("LC_ALL="))
            variables.emplace_back(*variable);
    variables.emplace_back("LC_ALL=C");
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    result.reserve(words.size() + 1);
    for (std::string& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

Result<Child> start(const Command& command) {
    Fd input = TRY(open_input(command.input));
    Pipe out = TRY(open_pipe());
    Pipe err = TRY(open_pipe());

    std::vector<std::string> words = {command.program};
    for (const Word& argument : command.arguments)
        words.push_back(argument.text);
    std::vector<std::string> variables = child_environment();

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.number(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.writer.number(), 1);
    posix_spawn_file_actions_adddup2(&actions, err.writer.number(), 2);
    // A group of its own, so that what it started dies with it at the deadline.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    Child child;
    const int failed = ::posix_spawnp(&child.pid, command.program.c_str(), &actions, &attributes,
                                      pointers(words).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        return tl::unexpected{Error::from_errno(failed).within("run ", command.program)};
    child.ended = Fd{static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0))};
    if (!child.ended) {
        Error error = Error::from_errno().within("watch ", command.program);
        ::kill(-child.pid, SIGKILL);
        (void)::waitpid(child.pid, nullptr, 0);
        return tl::unexpected{std::move(error)};
    }
    child.out = std::move(out.reader);
    child.err = std::move(err.reader);
    child.deadline = Clock::now() + command.deadline;
    return child;
}

// Reads what there is; closes at the end. The reading ends do not block.
void drain(Fd& from, std::string& into) {
    char buffer[16384];
    while (from) {
        const ssize_t got = ::read(from.number(), buffer, sizeof buffer);
        if (got > 0)
            into.append(buffer, static_cast<std::size_t>(got));
        else if (got < 0 && errno == EINTR)
            continue;
        else if (got < 0 && errno == EAGAIN)
            return;
        else
            from = Fd{};
    }
}

void reap(Child& child) {
    drain(child.out, child.outcome.out);
    drain(child.err, child.outcome.err);
    int status = 0;
    while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
    }
    child.outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (child.killed)
        child.outcome.err += "killed: it did not end in time\n";
}

// Waits until something can be read from any child or the first deadline has come, and reads it.
void wait_for_output(std::vector<Child*>& running) {
    std::vector<pollfd> polled;
    auto next = Clock::time_point::max();
    for (const Child* child : running) {
        for (const Fd* end : {&child->ended, &child->out, &child->err})
            if (*end)
                polled.push_back({end->number(), POLLIN, 0});
        if (!child->killed)
            next = std::min(next, child->deadline);
    }
    int timeout = -1;
    if (next != Clock::time_point::max()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now()).count() + 1;
        timeout = static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
    }
    (void)::poll(polled.data(), polled.size(), timeout); // interrupted: we come back here
    const auto ready = [&](const Fd& end) {
        return end && std::ranges::any_of(polled, [&](const pollfd& one) {
                   return one.fd == end.number() && one.revents != 0;
               });
    };
    for (Child* child : running) {
        if (ready(child->out))
            drain(child->out, child->outcome.out);
        if (ready(child->err))
            drain(child->err, child->outcome.err);
        if (!child->killed && Clock::now() >= child->deadline) {
            ::kill(-child->pid, SIGKILL);
            child->killed = true;
        }
    }
}

bool has_ended(const Child& child) {
    pollfd one{child.ended.number(), POLLIN, 0};
    return ::poll(&one, 1, 0) > 0;
}

constexpr std::string_view hidden = "<hidden>";

// Some programs repeat an argument that they do not like.
std::string without_hidden(std::string text, const Command& command) {
    constexpr std::size_t shortest_secret = 4; // "*" and "!" are none
    for (const Word& argument : command.arguments) {
        if (argument.shown == Word::Shown::yes || argument.text.size() < shortest_secret)
            continue;
        for (std::size_t at = 0; (at = text.find(argument.text, at)) != std::string::npos;
             at += hidden.size())
            text.replace(at, argument.text.size(), hidden);
    }
    return text;
}

// The last lines a program wrote are the ones that say why.
std::string last_lines(std::string text) {
    constexpr std::size_t enough = 2000;
    while (text.ends_with('\n'))
        text.pop_back();
    return text.size() > enough ? text.substr(text.size() - enough) : text;
}

} // namespace

std::string describe(const Command& command) {
    std::string line = cat("\"", command.program, "\"");
    for (const Word& argument : command.arguments)
        line += cat(" \"", argument.shown == Word::Shown::yes ? argument.text : hidden, "\"");
    return line;
}

Result<Outcome> expect_success(const Command& command, Result<Outcome> outcome) {
    if (!outcome || outcome->status == 0)
        return outcome;
    const std::string complaint = last_lines(without_hidden(std::move(outcome->err), command));
    const std::string output = last_lines(without_hidden(std::move(outcome->out), command));
    Error error{Fault::tool,     "exit status ",
                outcome->status, complaint.empty() ? "" : ": ",
                complaint,       output.empty() ? "" : ": its output: ",
                output};
    return tl::unexpected{std::move(error).within("run ", describe(command))};
}

bool is_in_path(std::string_view program) {
    const char* const path = ::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): there are no threads
    std::string_view left = path ? path : "/bin:/usr/bin"; // as posix_spawnp has it
    for (;;) {
        const std::string_view directory = left.substr(0, left.find(':'));
        if (::access(cat(directory.empty() ? "." : directory, "/", program).c_str(), X_OK) == 0)
            return true;
        if (directory.size() == left.size())
            return false;
        left.remove_prefix(directory.size() + 1);
    }
}

bool ProcessStarter::has(std::string_view program) const { return is_in_path(program); }

Result<std::string> ProcessStarter::output_of(const Command& command) {
    Outcome outcome = TRY(expect_success(command, run(command)));
    return std::move(outcome.out);
}

Result<Outcome> RealProcesses::run(const Command& command) {
    return std::move(run_all({&command, 1}, 1).front());
}

std::vector<Result<Outcome>> RealProcesses::run_all(std::span<const Command> commands, unsigned at_once) {
    std::vector<Result<Outcome>> results(commands.size(), Outcome{});
    std::vector<Result<Child>> children;
    children.reserve(commands.size()); // the running ones are pointed at
    std::vector<Child*> running;
    while (children.size() < commands.size() || !running.empty()) {
        while (running.size() < std::max(1U, at_once) && children.size() < commands.size()) {
            children.push_back(start(commands[children.size()]));
            if (children.back())
                running.push_back(&*children.back());
        }
        if (running.empty())
            continue;
        wait_for_output(running);
        std::erase_if(running, [](Child* child) {
            if (!has_ended(*child))
                return false;
            reap(*child);
            return true;
        });
    }
    for (std::size_t i = 0; i < children.size(); ++i) {
        if (children[i])
            results[i] = std::move(children[i]->outcome);
        else
            results[i] = tl::unexpected{std::move(children[i]).error()};
    }
    return results;
}

} // namespace ignite::system
