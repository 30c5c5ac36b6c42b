#include "ignite/system/child_work.h"

#include "ignite/system/fd.h"
#include "ignite/system/small_file.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace ignite::system {

namespace {

constexpr unsigned patience = 60; // seconds; a name service that answers at all answers sooner

// What the child says first; then comes the text.
struct Said {
    char good = 0;
    Fault fault = Fault::system;
};

[[noreturn]] void be_child(int writer, const std::function<Result<std::string>()>& work) {
    (void)::alarm(patience); // SIGALRM ends us
    const Result<std::string> result = work();
    Said said{.good = static_cast<char>(result ? 'y' : 'n')};
    std::string text;
    if (result) {
        text = *result;
    } else {
        said.fault = result.error().fault();
        text = result.error().describe();
    }
    const std::string_view head{reinterpret_cast<const char*>(&said), sizeof said};
    const bool told = write_all(writer, head) && write_all(writer, text);
    ::_exit(told ? 0 : 1); // not exit(): what is buffered and registered belongs to the parent
}

} // namespace

Result<std::string> in_child(const std::string& what, const std::function<Result<std::string>()>& work) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0)
        return tl::unexpected{Error::from_errno().within("open a pipe")};
    const Fd reader{ends[0]};
    Fd writer{ends[1]};
    const pid_t child = ::fork();
    if (child < 0)
        return tl::unexpected{Error::from_errno().within("start a child to ", what)};
    if (child == 0)
        be_child(writer.number(), work);
    writer = Fd{}; // so that reading ends when the child does
    Result<std::string> answer = read_rest(reader.number(), what);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!answer)
        return answer;
    Said said;
    if (WIFSIGNALED(status))
        return fail(Fault::system, what, ": the child was ended by signal ", WTERMSIG(status));
    if (WEXITSTATUS(status) != 0 || answer->size() < sizeof said)
        return fail(Fault::system, what, ": the child could not say what it found");
    answer->copy(reinterpret_cast<char*>(&said), sizeof said);
    answer->erase(0, sizeof said);
    if (said.good != 'y')
        return fail(said.fault, *answer);
    return answer;
}

Result<void> become(uid_t uid, gid_t gid) {
    // Groups first: once the user is changed we may not any more. Without root's rights there are none to
    // drop.
    if (::geteuid() == 0 && ::setgroups(0, nullptr) < 0)
        return tl::unexpected{Error::from_errno().within("drop our groups")};
    if (::setegid(gid) < 0)
        return tl::unexpected{Error::from_errno().within("become group ", gid)};
    if (::seteuid(uid) < 0)
        return tl::unexpected{Error::from_errno().within("become user ", uid)};
    return {};
}

} // namespace ignite::system
