// Runs a program, and takes its power away at the n-th system call that changes something, or lets that one
// call fail. Calls are counted over the program and all it starts, in the order in which they happen.
//
//     cutter REPORT count        PROGRAM WORDS…    lets it run; REPORT: "number call program", one line a
//     call cutter REPORT kill N       PROGRAM WORDS…    kills everything before the call numbered N is done;
//     exit 137 cutter REPORT fail N ERRNO PROGRAM WORDS…    that call is not done, and returns this error
//
// A filter in the kernel picks the calls, so everything else runs at full speed (strace stops at all calls of
// a kind, of each process by itself).
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace {

struct Call {
    const char* name;
    unsigned number;
    int flags_at = -1; // which argument has flags of open; -1: none
    bool has_file =
        false; // the first argument is a descriptor, and counts only when a regular file is behind it
};

// What changes a tree. An open counts when it can make or empty a file.
const Call calls[] = {
    {"open", SYS_open, 1},
    {"openat", SYS_openat, 2},
    {"creat", SYS_creat},
    {"write", SYS_write, -1, true},
    {"pwrite64", SYS_pwrite64, -1, true},
    {"writev", SYS_writev, -1, true},
    {"copy_file_range", SYS_copy_file_range},
    {"sendfile", SYS_sendfile, -1, true},
    {"truncate", SYS_truncate},
    {"ftruncate", SYS_ftruncate},
    {"fallocate", SYS_fallocate},
    {"link", SYS_link},
    {"linkat", SYS_linkat},
    {"symlink", SYS_symlink},
    {"symlinkat", SYS_symlinkat},
    {"rename", SYS_rename},
    {"renameat", SYS_renameat},
    {"renameat2", SYS_renameat2},
    {"mkdir", SYS_mkdir},
    {"mkdirat", SYS_mkdirat},
    {"mknod", SYS_mknod},
    {"mknodat", SYS_mknodat},
    {"rmdir", SYS_rmdir},
    {"unlink", SYS_unlink},
    {"unlinkat", SYS_unlinkat},
    {"chmod", SYS_chmod},
    {"fchmod", SYS_fchmod},
    {"fchmodat", SYS_fchmodat},
    {"chown", SYS_chown},
    {"lchown", SYS_lchown},
    {"fchown", SYS_fchown},
    {"fchownat", SYS_fchownat},
    {"utimensat", SYS_utimensat},
    {"setxattr", SYS_setxattr},
    {"lsetxattr", SYS_lsetxattr},
    {"fsetxattr", SYS_fsetxattr},
    {"fsync", SYS_fsync},
    {"fdatasync", SYS_fdatasync},
    {"sync", SYS_sync},
    {"syncfs", SYS_syncfs},
};
constexpr unsigned making_flags = O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

sock_filter statement(unsigned code, unsigned value) { return BPF_STMT(static_cast<__u16>(code), value); }

// For each call: is it this one? Then, for an open: does it have one of the flags?
std::vector<sock_filter> filter() {
    std::vector<sock_filter> program = {statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    const sock_filter stop = statement(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    const sock_filter go_on = statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    for (const Call& call : calls) {
        if (call.flags_at < 0) {
            program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 1));
            program.push_back(stop);
            continue;
        }
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call.number, 0, 4));
        program.push_back(statement(
            BPF_LD | BPF_W | BPF_ABS,
            static_cast<unsigned>(offsetof(seccomp_data, args) + 8 * static_cast<unsigned>(call.flags_at))));
        program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, making_flags, 0, 1));
        program.push_back(stop);
        program.push_back(go_on);
    }
    program.push_back(go_on);
    return program;
}

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(3);
}

[[noreturn]] void become(char** words) {
    std::vector<sock_filter> program = filter();
    const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) < 0)
        give_up("ptrace");
    ::raise(SIGSTOP);
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) < 0)
        give_up("seccomp");
    ::execv(words[0], words);
    give_up(words[0]);
}

bool is_regular(pid_t process, unsigned long long descriptor) {
    struct stat found{};
    const std::string path = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
    return ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

std::string name_of(pid_t process) {
    const std::string path = "/proc/" + std::to_string(process) + "/comm";
    char name[32] = "?";
    if (std::FILE* file = std::fopen(path.c_str(), "re")) {
        if (std::fscanf(file, "%31s", name) != 1)
            std::strcpy(name, "?");
        std::fclose(file);
    }
    return name;
}

const Call* changing_call(pid_t process, const user_regs_struct& registers) {
    for (const Call& call : calls)
        if (call.number == registers.orig_rax)
            return call.has_file && !is_regular(process, registers.rdi) ? nullptr : &call;
    return nullptr;
}

} // namespace

int main(int count, char** words) {
    if (count < 4)
        return 2;
    std::FILE* report = std::fopen(words[1], "we");
    if (!report)
        give_up(words[1]);
    const std::string what = words[2];
    const unsigned long at = what == "count" ? 0 : std::strtoul(words[3], nullptr, 10);
    const int error = what == "fail" ? std::atoi(words[4]) : 0;
    char** program = words + (what == "count" ? 3 : what == "kill" ? 4 : 5);

    const pid_t first = ::fork();
    if (first == 0)
        become(program);
    int status = 0;
    ::waitpid(first, &status, 0);
    ::ptrace(PTRACE_SETOPTIONS, first, nullptr,
             PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                 PTRACE_O_EXITKILL);
    ::ptrace(PTRACE_CONT, first, nullptr, nullptr);

    std::set<pid_t> alive = {first};
    unsigned long number = 0;
    for (;;) {
        const pid_t process = ::waitpid(-1, &status, __WALL);
        if (process < 0)
            give_up("wait");
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            alive.erase(process);
            if (process == first)
                return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        alive.insert(process);
        int signal = WSTOPSIG(status);
        const int event = status >> 16;
        if (event == PTRACE_EVENT_SECCOMP) {
            user_regs_struct registers{};
            ::ptrace(PTRACE_GETREGS, process, nullptr, &registers);
            if (const Call* call = changing_call(process, registers)) {
                std::fprintf(report, "%lu %s %s\n", ++number, call->name, name_of(process).c_str());
                if (number == at && what == "kill") {
                    std::fclose(report);
                    for (const pid_t one : alive)
                        ::kill(one, SIGKILL);
                    while (::waitpid(-1, &status, __WALL) > 0 || errno == EINTR)
                        ;
                    return 128 + SIGKILL;
                }
                if (number == at && what == "fail") {
                    registers.orig_rax = static_cast<unsigned long long>(-1);
                    registers.rax = static_cast<unsigned long long>(-error);
                    ::ptrace(PTRACE_SETREGS, process, nullptr, &registers);
                }
            }
        }
        if (event != 0 || signal == SIGSTOP || signal == SIGTRAP)
            signal = 0;
        ::ptrace(PTRACE_CONT, process, nullptr, signal);
    }
}
