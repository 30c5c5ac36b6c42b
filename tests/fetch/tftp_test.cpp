// Against tftpd-hpa, which wants to be root.
#include "fixtures.h"

#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;
using namespace std::chrono_literals;

namespace {

struct TftpServer {
    Directory directory;
    unsigned port = free_port(SOCK_DGRAM);
    Helper helper{command(), SOCK_DGRAM, port};

    std::string url() const { return cat("tftp://127.0.0.1:", port); }
    std::vector<std::string> command() const {
        std::filesystem::permissions(directory.path(), std::filesystem::perms{0755}); // it serves as nobody
        return {"/usr/sbin/in.tftpd", "--foreground",          "--secure",
                "--address",          cat("127.0.0.1:", port), directory.path()};
    }
    void put(const std::string& name, std::string_view bytes) const {
        write_file(directory.path() + "/" + name, bytes);
        std::filesystem::permissions(directory.path() + "/" + name, std::filesystem::perms{0644});
    }
};

} // namespace

TEST_CASE("files come by TFTP, of any size", "[fetch][tftp][root]") {
    if (geteuid() != 0) {
        std::puts("skip TFTP: in.tftpd needs root");
        return;
    }
    const TftpServer server;
    Bench bench;
    bench.fetcher.use({.total = 1s}); // is HTTP's alone

    // Blocks have 512 bytes, and the last is shorter, be it empty.
    for (const std::size_t size : {0UL, 1UL, 511UL, 512UL, 513UL, 1024UL, 100'000UL}) {
        const std::string bytes(size, 't');
        server.put("file", bytes);
        CHECK(bench.fetcher.fetch(Request{.url = server.url() + "/file"}) == bytes);
    }
    CHECK(bench.lines.hold(cat("GET ", server.url(), "/file: attempt #1")));

    server.put("contents", "asdf\nfdsa");
    CHECK(bench.fetcher.fetch(
        Request{.url = server.url() + "/contents",
                .hash = "sha256-e57cc41647638ccb9fb6844f2810807bcaa2aa800438cfb065f17adf6afb48d0"}));
    CHECK(bench.fetcher
              .fetch(Request{.url = server.url() + "/contents", .hash = "sha256-" + std::string(64, '0')})
              .error()
              .describe()
              .find("hash verification failed") != std::string::npos);
}

TEST_CASE("a path is a file's name to its end, and bytes stay as they are", "[fetch][tftp][root]") {
    if (geteuid() != 0) {
        std::puts("skip TFTP: in.tftpd needs root");
        return;
    }
    const TftpServer server;
    Bench bench;
    server.put("a;mode=netascii", "line\n");
    server.put("a", "another");

    CHECK(bench.fetcher.fetch(Request{.url = server.url() + "/a;mode=netascii"}) == "line\n");
}

TEST_CASE("a file that the TFTP server does not have fails at once", "[fetch][tftp][root]") {
    if (geteuid() != 0) {
        std::puts("skip TFTP: in.tftpd needs root");
        return;
    }
    const TftpServer server;
    Bench bench;

    const Result<std::string> result = bench.fetcher.fetch(Request{.url = server.url() + "/missing"});

    CHECK(result.error().fault() == Fault::absent);
    CHECK(result.error().describe() == cat("fetch ", server.url(), "/missing: resource not found"));
    CHECK(bench.lines.count("attempt #") == 1);
}
