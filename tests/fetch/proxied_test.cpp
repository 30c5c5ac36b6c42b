// Against tinyproxy.
#include "certificates.h"
#include "fixtures.h"

#include <sys/socket.h>

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;
using namespace std::chrono_literals;

namespace {

// Everything that is not local goes to the scripted server, whatever name it was asked for.
struct Proxy {
    Directory directory;
    unsigned port = free_port(SOCK_STREAM);
    Helper helper{command(), SOCK_STREAM, port};

    std::string url() const { return cat("127.0.0.1:", port); }

private:
    std::vector<std::string> command() const {
        const std::string file = directory.path() + "/tinyproxy.conf";
        write_file(file, cat("Port ", port, "\nListen 127.0.0.1\nMaxClients 10\nDisableViaHeader No\n",
                             "LogFile \"", directory.path(), "/log\"\nUpstream http ",
                             server().substr(server().find("//") + 2), " \"proxied.invalid\"\n"));
        return {"tinyproxy", "-d", "-c", file};
    }
};

} // namespace

TEST_CASE("http goes through its proxy, which resolves the name", "[fetch][proxy]") {
    const Proxy proxy;
    Bench bench;
    bench.fetcher.use({.total = 1s, .http_proxy = proxy.url()});

    const Result<std::string> said = bench.fetcher.fetch(Request{.url = "http://proxied.invalid/echo"});

    INFO((said ? *said : said.error().describe()));
    REQUIRE(said);
    CHECK(said->find("tinyproxy") != std::string::npos); // its Via header
    CHECK(said->find("proxied.invalid") != std::string::npos);
}

TEST_CASE("https goes through its proxy as a tunnel", "[fetch][proxy]") {
    const Proxy proxy;
    const Authority authority{"A"};
    const TlsServer server{authority, "IP:0.0.0.0"};
    const std::string bundle = authority.pem();
    Bench bench;
    bench.fetcher.use({.total = 1s, .https_proxy = proxy.url()});
    REQUIRE(bench.fetcher.trust(std::span{&bundle, 1}));

    // To Linux 0.0.0.0 is this machine as well, and it is no address that is never proxied.
    const std::string place = "0.0.0.0:" + server.helper.first_line();
    const Result<std::string> said = bench.fetcher.fetch(Request{.url = "https://" + place + "/echo"});
    REQUIRE(said);
    CHECK(said->find("Ignition/") != std::string::npos);
    CHECK(read_file(proxy.directory.path() + "/log").find("CONNECT " + place) != std::string::npos);

    CHECK(bench.fetcher.fetch(Request{.url = "https://nobody.invalid/"})
              .error()
              .describe()
              .find("the proxy answered 500") != std::string::npos);
}

TEST_CASE("a proxy in the environment is nobody's wish", "[fetch][proxy]") {
    Bench bench;
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"})
        setenv(name, "http://127.0.0.1:1", 1);

    const Result<std::string> got = bench.get("/contents");

    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"})
        unsetenv(name);
    CHECK(got);
}

TEST_CASE("what noProxy covers is asked directly", "[fetch][proxy]") {
    Bench bench;
    bench.fetcher.use({.total = 1s, .http_proxy = "127.0.0.1:1", .no_proxy = {"invalid"}});

    CHECK(bench.fetcher.fetch(Request{.url = "http://nobody.invalid/"})
              .error()
              .describe()
              .find("name of the host") != std::string::npos);
    CHECK(bench.fetcher.fetch(Request{.url = "http://nobody.example/"})
              .error()
              .describe()
              .find("Connection refused") != std::string::npos);
}
