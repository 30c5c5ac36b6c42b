#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;

TEST_CASE("data URLs are read where they stand", "[fetch][schemes]") {
    Bench bench{Network::forbidden};

    CHECK(bench.fetcher.fetch(Request{.url = "data:,asdf%0Afdsa"}) == "asdf\nfdsa");
    CHECK(bench.fetcher.fetch(Request{.url = "data:text/plain;base64,dGV4dA=="}) == "text");
    CHECK(bench.fetcher.fetch(Request{.url = "data:;base64,H4sIAAAAAAAAAytJrSgBAMenizsEAAAA",
                                      .compression = Compression::gzip}) == "text");
    CHECK(bench.fetcher.fetch(Request{.url = "data:,text", .hash = "sha256-" + std::string(64, '0')})
              .error()
              .describe()
              .starts_with("fetch data:…: hash verification failed (calculated 982d9e"));
    CHECK(bench.lines.all.empty());
}

TEST_CASE("no source is no bytes, whatever the hash", "[fetch][schemes]") {
    Bench bench{Network::forbidden};

    CHECK(bench.fetcher.fetch(Request{.url = "", .hash = "sha256-" + std::string(64, '0')}) == "");
}

TEST_CASE("offline, everything but data asks for the network before it is looked at", "[fetch][schemes]") {
    Bench bench{Network::forbidden};

    for (const char* url : {"http://h/", "https://h/", "tftp://h/x", "s3://b/k", "arn:aws:s3:::b/k",
                            "gs://b/o", "oem:///x", "ftp://h/"}) {
        const Result<std::string> result = bench.fetcher.fetch(Request{.url = url});
        CHECK(result.error().fault() == Fault::needs_network);
        CHECK(result.error().describe() == cat("fetch ", url, ": resource requires networking"));
    }
    CHECK(bench.lines.all.empty());
}

TEST_CASE("a scheme that is not in the table is the config's fault", "[fetch][schemes]") {
    Bench bench;

    for (const char* url : {"ftp://h/x", "file:///etc/passwd", "no-scheme"}) {
        const Result<std::string> result = bench.fetcher.fetch(Request{.url = url});
        CHECK(result.error().fault() == Fault::config);
        CHECK(result.error().describe() == cat("fetch ", url, ": unsupported source scheme"));
    }
}

TEST_CASE("a URL is shown without its secrets", "[fetch][schemes]") {
    CHECK(shown("http://user:pass@host:1/path?query#fragment") == "http://host:1/path");
    CHECK(shown("http://a@b@host/p@th") == "http://host/p@th");
    CHECK(shown("http://host?a@b") == "http://host");
    CHECK(shown("data:,secret") == "data:…");
    CHECK(shown("arn:aws:s3:::b/k?versionId=1") == "arn:aws:s3:::b/k");
    CHECK(shown("") == "");
}
