#include "fixtures.h"

#include "ignite/system/small_file.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

namespace ignite::fetch::test {

namespace {

sockaddr_in local(unsigned port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Bound to the port, or nothing when somebody has it.
system::Fd bound(int socket_type, unsigned port) {
    system::Fd socket{::socket(AF_INET, socket_type | SOCK_CLOEXEC, 0)};
    const sockaddr_in address = local(port);
    if (bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return {};
    return socket;
}

} // namespace

unsigned free_port(int socket_type) {
    const system::Fd socket = bound(socket_type, 0);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    REQUIRE(getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

void Helper::start(std::vector<std::string>& command) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    REQUIRE(pipe2(in.data(), O_CLOEXEC) == 0);
    REQUIRE(pipe2(out.data(), O_CLOEXEC) == 0);
    std::vector<char*> arguments;
    for (std::string& word : command)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    child_ = fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = system::Fd{in[1]};
    output_ = system::Fd{out[0]};
}

Helper::Helper(std::vector<std::string> command) {
    start(command);
    for (char c = 0; read(output_.number(), &c, 1) == 1 && c != '\n';)
        first_line_ += c;
    if (first_line_.empty())
        FAIL(command.front() << " did not start");
}

Helper::Helper(std::vector<std::string> command, int socket_type, unsigned port) {
    start(command);
    for (int tries = 0; tries < 500 && bound(socket_type, port); ++tries) {
        int status = 0;
        if (waitpid(child_, &status, WNOHANG) == child_) {
            child_ = -1;
            FAIL(command.front() << " ended with status " << status);
        }
        usleep(10'000); // there is no event for "somebody took a port"
    }
}

Helper::~Helper() {
    input_ = {};
    if (child_ > 0) {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
    }
}

const std::string& server() {
    static const Helper helper{{TEST_SERVER}};
    static const std::string url = "http://127.0.0.1:" + helper.first_line();
    return url;
}

void FakeClock::pass_until(Moment end, bool under_way, const std::function<bool(Milliseconds)>& wait) {
    const Moment real_now = std::chrono::steady_clock::now().time_since_epoch();
    if (under_way) {
        if (wait(Milliseconds{5}) || quiet_since_ == Moment{0}) {
            quiet_since_ = real_now;
            return;
        }
        if (real_now - quiet_since_ < patience)
            return;
    }
    quiet_since_ = Moment{0};
    now_ = std::max(now_, end);
}

void Lines::write(journal::Level, std::string_view text, std::span<const journal::Field>) {
    all.emplace_back(text);
}

bool Lines::hold(std::string_view part) const { return count(part) > 0; }

std::size_t Lines::count(std::string_view part) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        all, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

Directory::Directory() : path_{"/tmp/ignite-fetch-XXXXXX"} { REQUIRE(mkdtemp(path_.data()) != nullptr); }

Directory::~Directory() {
    std::error_code ignored; // a left-over in /tmp does no harm
    std::filesystem::remove_all(path_, ignored);
}

namespace {

std::vector<std::string> serve_with(const Authority::Files& files) {
    return {TEST_SERVER, files.certificate, files.key};
}

} // namespace

TlsServer::TlsServer(const Authority& authority, const std::string& names, Validity validity)
    : helper{serve_with(authority.issue(directory.path(), names, validity))},
      url{"https://127.0.0.1:" + helper.first_line()} {}

void write_file(const std::string& path, std::string_view bytes) {
    REQUIRE(system::replace_small_file(path, bytes, 0600));
}

std::string read_file(const std::string& path) { return system::read_small_file(path).value(); }

} // namespace ignite::fetch::test
