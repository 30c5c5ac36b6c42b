#include "fixtures.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;
using namespace std::chrono_literals;

namespace {

const std::string contents = "asdf\nfdsa";

std::string error_of(const Result<std::string>& result) {
    return result ? "no error" : result.error().describe();
}

} // namespace

TEST_CASE("bytes come as the server has them", "[fetch][http]") {
    Bench bench;

    CHECK(bench.get("/contents") == contents);
    CHECK(bench.fetcher.last_status() == 200);
    CHECK(bench.get("/empty") == "");
    CHECK(bench.fetcher.last_status() == 204);
    CHECK(bench.get("/encoded") == contents);
    CHECK(bench.get("/contents/with a blank and ü?x=a b") == contents);
}

TEST_CASE("every request carries the default headers and nothing else", "[fetch][http]") {
    Bench bench;

    const std::string said = *bench.get("/echo");

    CHECK(said.find(R"("User-Agent": "Ignition/)") != std::string::npos);
    CHECK(said.find(R"("Accept": "application/vnd.coreos.ignition+json;version=3.6.0, */*;q=0.1")") !=
          std::string::npos);
    CHECK(said.find(R"("Accept-Encoding": "identity")") != std::string::npos);
    CHECK(std::ranges::count(said.substr(said.find("headers")), ':') ==
          6); // of "headers", Host and its port, and the three above
}

TEST_CASE("headers of the request replace defaults and each other, whatever their case", "[fetch][http]") {
    Bench bench;

    const std::string said =
        *bench.fetcher.fetch(Request{.url = server() + "/echo",
                                     .headers = {{"user-AGENT", "MyUA"},
                                                 {"Accept", "application/json"},
                                                 {"Accept-Encoding", "identity, compress"},
                                                 {"Keep-Alive", "300"},
                                                 {"keep-alive", "1000"},
                                                 {"host", "elsewhere"},
                                                 {"Content-Length", "5"},
                                                 {"X-Empty", ""}}});

    CHECK(said.find(R"("user-AGENT": "MyUA")") != std::string::npos);
    CHECK(said.find("Ignition/") == std::string::npos);
    CHECK(said.find(R"("Accept": "application/json")") != std::string::npos);
    CHECK(said.find(R"("Accept-Encoding": "identity, compress")") != std::string::npos);
    CHECK(said.find(R"("keep-alive": "1000")") != std::string::npos);
    CHECK(said.find("300") == std::string::npos);
    CHECK(said.find(R"("X-Empty": "")") != std::string::npos);
    // What frames the message or says where it goes is not the config's to say.
    CHECK(said.find("elsewhere") == std::string::npos);
    CHECK(said.find("Content-Length") == std::string::npos);
}

TEST_CASE("a header that would smuggle in another is refused before anything is sent", "[fetch][http]") {
    Bench bench;

    for (const Header& header :
         {Header{"X-A", "1\r\nX-B: 2"}, Header{"X A", "1"}, Header{"", "1"}, Header{"X:A", "1"}}) {
        const auto result = bench.fetcher.fetch(Request{.url = server() + "/contents", .headers = {header}});
        CHECK(result.error().fault() == Fault::config);
    }
    CHECK(bench.lines.all.empty());
}

TEST_CASE("a PUT and a POST carry their body", "[fetch][http]") {
    Bench bench;
    const auto say = [&](std::string verb, std::string body) {
        return *bench.fetcher.fetch(
            Request{.url = server() + "/echo", .verb = std::move(verb), .body = std::move(body)});
    };

    CHECK(say("PUT", "").find(R"("verb": "PUT", "path": "/echo", "body": "")") != std::string::npos);
    CHECK(say("PUT", "").find(R"("Content-Length": "0")") != std::string::npos);
    CHECK(say("PUT", "").find("Content-Type") == std::string::npos);
    CHECK(say("POST", "a=b").find(R"("verb": "POST", "path": "/echo", "body": "a=b")") != std::string::npos);
}

TEST_CASE("a final status is an answer at once", "[fetch][http]") {
    Bench bench;

    CHECK(error_of(bench.get("/status/404")) == cat("fetch ", server(), "/status/404: resource not found"));
    CHECK(bench.get("/status/404").error().fault() == Fault::absent);
    for (const auto& [path, words] :
         {std::pair{"/status/403", "failed to fetch resource: 403 Forbidden"},
          std::pair{"/status/400", "failed to fetch resource: 400 Bad Request"},
          std::pair{"/status/201", "failed to fetch resource: 201 Created"},
          std::pair{"/status/206", "failed to fetch resource: 206 Partial Content"},
          std::pair{"/status/302", "failed to fetch resource: 302 Found"},
          std::pair{"/nowhere", "failed to fetch resource: 302 Found"}}) {
        CHECK(error_of(bench.get(path)) == cat("fetch ", server(), path, ": ", words));
        CHECK(bench.get(cat("/asked", path)) == "1");
    }
    CHECK(bench.clock.passed() == 0ms);
    CHECK(bench.lines.hold("GET result: Forbidden"));
}

TEST_CASE("statuses from 500 up are tried again, with growing pauses", "[fetch][http]") {
    Bench bench;

    CHECK(bench.get("/flaky/7/503/growing") == contents);

    CHECK(bench.clock.passed() == 200ms + 400ms + 800ms + 1600ms + 3200ms + 5s + 5s);
    CHECK(bench.lines.hold(cat("GET ", server(), "/flaky/7/503/growing: attempt #8")));
    CHECK(bench.lines.hold("GET result: Service Unavailable, next attempt in 200 ms"));
    CHECK(bench.lines.hold("GET result: Service Unavailable, next attempt in 5 s"));
    CHECK(bench.lines.all.back() == "GET result: OK");
}

TEST_CASE("statuses that the request names are tried again, when the server says", "[fetch][http]") {
    Bench bench;
    const Request request{.url = server() + "/flaky/2/429/named", .retried_statuses = {404, 429}};

    CHECK(bench.fetcher.fetch(request) == contents);

    CHECK(bench.clock.passed() == 6s); // Retry-After: 3, twice
}

TEST_CASE("a request may say how often it is repeated, and what ends it", "[fetch][http]") {
    Bench bench;
    Request request{.url = server() + "/status/403/counted",
                    .repeats = {.first_pause = 1s, .most = 10, .all_but = std::vector{404}}};

    CHECK(error_of(bench.fetcher.fetch(request)) ==
          cat("fetch ", server(), "/status/403/counted: given up after 11 attempts: 403 Forbidden"));
    CHECK(bench.get("/asked/status/403/counted") == "11");
    CHECK(bench.clock.passed() == 1s + 2s + 4s + 7 * 5s);

    request.url = server() + "/status/404/counted";
    CHECK(bench.fetcher.fetch(request).error().fault() == Fault::absent);
    request.url = server() + "/redirect/302/1/contents";
    CHECK(bench.fetcher.fetch(request) == contents);
    request.url = "http://127.0.0.1:1/x";
    CHECK(error_of(bench.fetcher.fetch(request)) ==
          "fetch http://127.0.0.1:1/x: given up after 11 attempts: cannot connect: Connection refused");
    CHECK(bench.clock.passed() == 2 * 42s);
}

TEST_CASE("what happens before there are headers is tried again", "[fetch][http]") {
    Bench bench;

    CHECK(bench.get("/slammed/2/a") == contents);
    CHECK(bench.lines.hold(
        "/slammed/2/a: the server closed the connection without an answer, next attempt in 400 ms"));

    bench.clock.patience = 800ms;
    CHECK(bench.get("/silent/1/a") == contents);
    CHECK(bench.lines.hold("/silent/1/a: no response headers within 10 s, next attempt in 200 ms"));
}

TEST_CASE("without an end of its own a fetch ends with the total limit", "[fetch][http]") {
    Bench bench;
    bench.fetcher.use({.total = 5s});

    CHECK(error_of(bench.get("/status/500/limited")) ==
          cat("fetch ", server(),
              "/status/500/limited: unable to fetch resource in time (5 s, 5 attempts): 500 Internal Server "
              "Error"));
    CHECK(bench.clock.passed() == 5s);

    const auto refused = bench.fetcher.fetch(Request{.url = "http://127.0.0.1:1/x"});
    CHECK(refused.error().describe() == "fetch http://127.0.0.1:1/x: unable to fetch resource in time (5 s, "
                                        "5 attempts): cannot connect: Connection refused");
}

TEST_CASE("the total limit holds while headers are awaited", "[fetch][http]") {
    Bench bench;
    bench.fetcher.use({.response_headers = 0s, .total = 7s});
    bench.clock.patience = 300ms;

    CHECK(error_of(bench.get("/silent/9/total")) ==
          cat("fetch ", server(),
              "/silent/9/total: unable to fetch resource in time (7 s, 1 attempt): no response headers yet"));
    CHECK(bench.clock.passed() == 7s);
}

TEST_CASE("an answer that is no HTTP is a failed attempt", "[fetch][http]") {
    Bench bench;
    bench.fetcher.use({.total = 1s});

    CHECK(error_of(bench.get("/rubbish")).find("the server's answer is no HTTP") != std::string::npos);
}

TEST_CASE("redirects are followed without any header of the first request", "[fetch][http][redirects]") {
    Bench bench;

    for (const std::string code : {"301", "302", "303", "307", "308"}) {
        const Request request{.url = server() + "/redirect/" + code + "/1/echo",
                              .headers = {{"X-Auth", "r8ewap98gfh4d8"}}};
        const std::string said = *bench.fetcher.fetch(request);
        for (const char* name : {"X-Auth", "User-Agent", "Accept", "Accept-Encoding", "Referer"})
            CHECK(said.find(name) == std::string::npos);
        CHECK(said.find("Host") != std::string::npos);
    }
}

TEST_CASE("a redirect turns a PUT into a GET, but for 307 and 308", "[fetch][http][redirects]") {
    Bench bench;

    for (const auto& [code, says] : {std::pair{"301", R"("verb": "GET", "path": "/echo", "body": "")"},
                                     std::pair{"302", R"("verb": "GET", "path": "/echo", "body": "")"},
                                     std::pair{"303", R"("verb": "GET", "path": "/echo", "body": "")"},
                                     std::pair{"307", R"("verb": "PUT", "path": "/echo", "body": "text")"},
                                     std::pair{"308", R"("verb": "PUT", "path": "/echo", "body": "text")"}}) {
        const Request request{
            .url = cat(server(), "/redirect/", code, "/1/echo"), .verb = "PUT", .body = "text"};
        CHECK(bench.fetcher.fetch(request)->find(says) != std::string::npos);
    }
}

TEST_CASE("many redirects are followed, a circle is tried again", "[fetch][http][redirects]") {
    Bench bench;
    bench.fetcher.use({.total = 1s});

    CHECK(bench.get("/redirect/302/40") == contents);
    CHECK(error_of(bench.get("/circle")).find("in time (1 s, 3 attempts): more than 100 redirects") !=
          std::string::npos);
    CHECK(error_of(bench.get("/away")).find("it redirects to a scheme that may not be used there") !=
          std::string::npos);
}

TEST_CASE("a body that breaks off is asked for again from its beginning", "[fetch][http][broken]") {
    Bench bench;
    const Directory directory;
    const std::string path = directory.path() + "/file";
    write_file(path, "before|");
    const system::Fd file{open(path.c_str(), O_RDWR | O_CLOEXEC)};
    FileSink sink = *FileSink::at_end_of(file.number());

    CHECK(bench.fetcher.fetch(Request{.url = server() + "/truncated/2/a"}, sink));

    CHECK(read_file(path) == "before|" + contents);
    CHECK(bench.lines.hold(
        "/truncated/2/a: the connection broke in the middle of the body, next attempt in 200 ms"));
}

TEST_CASE("a body that always breaks off at the same place fails soon", "[fetch][http][broken]") {
    Bench bench;

    CHECK(error_of(bench.get("/truncated/99/a")) ==
          cat("fetch ", server(), "/truncated/99/a: the connection broke in the middle of the body"));
    CHECK(bench.get("/asked/truncated/99/a") == "4");
}

TEST_CASE("a body that breaks off again and again is put together from its parts", "[fetch][http][broken]") {
    Bench bench;
    const Request request{.url = server() + "/resumable/1/steady",
                          .hash = "sha256-e57cc41647638ccb9fb6844f2810807bcaa2aa800438cfb065f17adf6afb48d0"};

    CHECK(bench.fetcher.fetch(request) == contents);
    CHECK(bench.get("/asked/resumable/1/steady") == "9");
}

TEST_CASE("a body that changed meanwhile is taken from its beginning", "[fetch][http][broken]") {
    Bench bench;

    CHECK(bench.get("/resumable/4/changing") == contents);
    CHECK(bench.get("/asked/resumable/4/changing") == "2");
}

TEST_CASE("more bytes than allowed are refused while they come in", "[fetch][http]") {
    Bench bench;

    CHECK(error_of(bench.fetcher.fetch(Request{.url = server() + "/big/10000000", .most_bytes = 10'000})) ==
          cat("fetch ", server(), "/big/10000000: there are more than 10000 bytes"));
    CHECK(bench.fetcher.fetch(Request{.url = server() + "/big/10000", .most_bytes = 10'000})->size() ==
          10'000);
}

TEST_CASE("a name that nobody knows is a failed attempt", "[fetch][http]") {
    Bench bench;
    bench.fetcher.use({.total = 1s});

    CHECK(bench.fetcher.fetch(Request{.url = "http://no-such-host.invalid/"})
              .error()
              .describe()
              .find("the name of the host cannot be resolved") != std::string::npos);
}

TEST_CASE("a URL that cannot be asked is refused at once", "[fetch][http]") {
    Bench bench;

    CHECK(bench.fetcher.fetch(Request{.url = "http:///no-host"}).error().fault() == Fault::config);
    CHECK(bench.fetcher.fetch(Request{.url = "http://h:99999/"}).error().fault() == Fault::config);
    CHECK(bench.clock.passed() == 0ms);
}

TEST_CASE("secrets of a URL show up nowhere", "[fetch][http]") {
    Bench bench;
    std::string url = server();
    url.insert(url.find("127"), "user:secret@");

    const Result<std::string> result =
        bench.fetcher.fetch(Request{.url = url + "/status/403?token=secret#secret"});

    CHECK(error_of(result) ==
          cat("fetch ", server(), "/status/403: failed to fetch resource: 403 Forbidden"));
    CHECK_FALSE(bench.lines.hold("secret"));
}
