// What the tests of this room share: servers that end with the test, a clock that skips pauses, a journal to
// read.
#pragma once

#include "certificates.h"
#include "ignite/fetch/fetcher.h"
#include "ignite/system/fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace ignite::fetch::test {

// A child process, ended by its id. It is ready when it has printed a line, or when its port is taken.
class Helper {
public:
    explicit Helper(std::vector<std::string> command);
    Helper(std::vector<std::string> command, int socket_type, unsigned port);
    ~Helper();
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    const std::string& first_line() const { return first_line_; }

private:
    void start(std::vector<std::string>& command);

    pid_t child_ = -1;
    system::Fd input_; // its standard input: it closes when we end, however we end
    system::Fd output_;
    std::string first_line_;
};

unsigned free_port(int socket_type); // of 127.0.0.1

// The scripted server, one for all tests of this program: http://127.0.0.1:PORT
const std::string& server();

// Skips pauses at once, and time limits as soon as nothing has come in for a real moment.
class FakeClock : public Clock {
public:
    Moment now() override { return now_; }
    void pass_until(Moment end, bool under_way, const std::function<bool(Milliseconds)>& wait) override;
    // So long a server may take on a busy machine before we believe that it will not answer.
    Milliseconds patience{10'000}; // of the real clock
    Milliseconds passed() const { return std::chrono::duration_cast<Milliseconds>(now_ - beginning); }

private:
    static constexpr Moment beginning = std::chrono::hours{1};
    Moment now_ = beginning;
    Moment quiet_since_{0}; // of the real clock
};

class Lines : public journal::Sink {
public:
    void write(journal::Level level, std::string_view text, std::span<const journal::Field> fields) override;
    bool hold(std::string_view part) const; // one of them does
    std::size_t count(std::string_view part) const;
    std::vector<std::string> all;
};

// A fetcher with all of that.
struct Bench {
    Lines lines;
    journal::Journal journal{lines};
    FakeClock clock;
    Fetcher fetcher;

    explicit Bench(Network network = Network::allowed,
                   std::vector<std::string> authorities = {"/nonexistent"})
        : fetcher{journal, network, {.clock = &clock, .authorities = std::move(authorities)}} {}

    Result<std::string> get(const std::string& path) {
        return fetcher.fetch(Request{.url = server() + path});
    }
};

// A directory of its own that goes away.
class Directory {
public:
    Directory();
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// A scripted server of its own, with a certificate.
struct TlsServer {
    Directory directory;
    Helper helper;
    std::string url;

    explicit TlsServer(const Authority& authority, const std::string& names = "IP:127.0.0.1",
                       Validity validity = {});
};

void write_file(const std::string& path, std::string_view bytes);
std::string read_file(const std::string& path);

} // namespace ignite::fetch::test
