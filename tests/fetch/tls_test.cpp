#include "certificates.h"
#include "fetch/authorities.h"
#include "fetch/reasons.h"
#include "fixtures.h"

#include <netinet/in.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include <array>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;
using namespace std::chrono_literals;

namespace {

const std::string contents = "asdf\nfdsa";

Result<void> trust(Fetcher& fetcher, const std::string& bundle) {
    return fetcher.trust(std::span{&bundle, 1});
}

// What a machine that trusts the authority has to say about the server.
std::string trouble_with(const TlsServer& server, const Authority& authority) {
    Bench bench;
    bench.fetcher.use({.total = 1s});
    REQUIRE(trust(bench.fetcher, authority.pem()));
    const Result<std::string> result = bench.fetcher.fetch(Request{.url = server.url + "/contents"});
    return result ? "none" : result.error().describe();
}

} // namespace

TEST_CASE("a server that takes the connection and never shakes hands is left after 10 s", "[fetch][tls]") {
    const system::Fd silent{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    REQUIRE(listen(silent.number(), 8) == 0); // at a port of the kernel's choice
    sockaddr_in address{};
    socklen_t size = sizeof address;
    REQUIRE(getsockname(silent.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const std::string url = cat("https://127.0.0.1:", ntohs(address.sin_port), "/");
    Bench bench;
    bench.clock.patience = 800ms;
    bench.fetcher.use({.total = 12s});

    const Result<std::string> result = bench.fetcher.fetch(Request{.url = url});

    CHECK(
        bench.lines.hold(cat("GET error: ", url, ": no TLS handshake within 10 s, next attempt in 200 ms")));
    CHECK(result.error().describe() ==
          cat("fetch ", url,
              ": unable to fetch resource in time (12 s, 2 attempts): no TLS "
              "handshake yet; the attempt before: no TLS handshake within 10 s"));
}

TEST_CASE("whom a config adds is trusted, and nobody else", "[fetch][tls]") {
    const Authority authority{"Authority One"};
    const TlsServer server{authority};
    Bench bench;
    bench.fetcher.use({.total = 5s});

    const Result<std::string> before = bench.fetcher.fetch(Request{.url = server.url + "/contents"});
    CHECK(before.error().describe().find(
              "(5 s, 5 attempts): the server's certificate is not accepted: unable to get "
              "local issuer certificate") != std::string::npos);
    CHECK(bench.clock.passed() == 5s);

    CHECK(trust(bench.fetcher, authority.pem()));
    CHECK(bench.lines.hold("Adding \"Authority One\" to list of CAs"));
    CHECK(bench.fetcher.fetch(Request{.url = server.url + "/contents"}) == contents);
    CHECK(bench.fetcher.trust({})); // an empty list changes nothing
    CHECK(bench.fetcher.fetch(Request{.url = server.url + "/contents"}) == contents);

    CHECK(trust(bench.fetcher, Authority{"Somebody else"}.pem())); // a new list replaces the one before
    CHECK_FALSE(bench.fetcher.fetch(Request{.url = server.url + "/contents"}));
}

TEST_CASE("added authorities add up with the machine's", "[fetch][tls]") {
    const Authority machines{"Of the machine"};
    const Authority configs{"Of the config"};
    const TlsServer one{machines};
    const TlsServer other{configs};
    const Directory directory;
    write_file(directory.path() + "/bundle", "# text\n" + machines.pem());
    Bench bench{Network::allowed, {"/nonexistent", directory.path() + "/bundle"}};

    CHECK(bench.fetcher.fetch(Request{.url = one.url + "/contents"}) == contents);
    CHECK(trust(bench.fetcher, configs.pem()));
    CHECK(bench.fetcher.fetch(Request{.url = one.url + "/contents"}) == contents);
    CHECK(bench.fetcher.fetch(Request{.url = other.url + "/contents"}) == contents);
}

TEST_CASE("a bundle of the machine that cannot be read is an error", "[fetch][tls]") {
    const Authority authority{"A"};
    Bench bench{Network::allowed, {"/etc"}};

    CHECK(trust(bench.fetcher, authority.pem())
              .error()
              .describe()
              .find("read the certificate authorities of this machine") != std::string::npos);
}

TEST_CASE("what is wrong with a certificate is said", "[fetch][tls]") {
    const Authority authority{"A"};

    CHECK(trouble_with(TlsServer{authority, "IP:127.0.0.1", {.begins = -7200, .ends = -3600}}, authority)
              .find("the server's certificate is not accepted: certificate has expired; the clock of this "
                    "machine says 2") != std::string::npos);
    CHECK(trouble_with(TlsServer{authority, "IP:127.0.0.1", {.begins = 3600, .ends = 7200}}, authority)
              .find("the server's certificate is not accepted: certificate is not yet valid; the clock of "
                    "this machine says 2") != std::string::npos);
    CHECK(trouble_with(TlsServer{authority, "IP:127.0.0.2"}, authority)
              .find("the server's certificate is for another host name") != std::string::npos);
}

TEST_CASE("a certificate from the future under a clock that was never set is told as that", "[fetch][tls]") {
    CHECK(reason({.code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = X509_V_ERR_CERT_NOT_YET_VALID},
                 60) == "the server's certificate is not accepted: certificate is not yet valid; the clock "
                        "of this machine was never "
                        "set, it says 1970-01-01 00:01 UTC");
}

TEST_CASE("a server that speaks no TLS is told as that", "[fetch][tls]") {
    Bench bench;
    bench.fetcher.use({.total = 1s});
    std::string url = server();
    url.insert(4, "s");

    CHECK(bench.fetcher.fetch(Request{.url = url + "/contents"})
              .error()
              .describe()
              .find("no TLS connection: wrong version number") != std::string::npos);
}

TEST_CASE("a bundle holds certificates, text before them, and nothing behind", "[fetch][tls]") {
    const std::string one = Authority{"One"}.pem();
    const std::string two = Authority{"Two"}.pem();

    CHECK(parse_bundle(one)->size() == 1);
    CHECK(parse_bundle("Authority One\n" + one + "Authority Two\n" + two)->size() == 2);
    CHECK(parse_bundle(one + "\n \n")->size() == 1);
    CHECK(parse_bundle("")->empty());

    std::string damaged = one;
    damaged.erase(60, 4); // shorter than it says
    for (const std::string& wrong :
         {one + "text", std::string{"text"}, damaged, one.substr(0, one.size() - 40),
          one +
              "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"})
        CHECK(parse_bundle(wrong).error().fault() == Fault::config);
}
