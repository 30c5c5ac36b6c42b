// Storage of clouds, against a fake that checks names and signatures by code of its own.
#include "fixtures.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;

namespace {

// A fetcher for which every cloud is the fake.
struct Cloud {
    Authority authority{"Clouds"};
    TlsServer server{
        authority,
        "DNS:*.s3.dualstack.eu-west-1.amazonaws.com,DNS:*.s3-accesspoint.dualstack.eu-west-1.amazonaws.com,"
        "DNS:s3.dualstack.eu-west-1.amazonaws.com,DNS:s3.dualstack.us-east-1.amazonaws.com,"
        "DNS:storage.googleapis.com,DNS:*.blob.core.windows.net"};
    Lines lines;
    journal::Journal journal{lines};
    FakeClock clock;
    Fetcher fetcher{journal,
                    Network::allowed,
                    {.clock = &clock,
                     .authorities = {"/nonexistent"},
                     .detours = {"::127.0.0.1:" + server.helper.first_line()}}};

    Cloud() {
        const std::string bundle = authority.pem();
        REQUIRE(fetcher.trust(std::span{&bundle, 1}));
    }
    std::string get(const std::string& url) {
        const Result<std::string> got = fetcher.fetch(Request{.url = url});
        return got ? *got : got.error().describe();
    }
};

Lenders aws(Result<AwsCredentials> credentials) {
    return {.aws = [credentials] { return credentials; },
            .aws_region = [] { return std::string{"eu-west-1"}; }};
}

} // namespace

TEST_CASE("objects of S3 are fetched from the region of their bucket", "[fetch][s3]") {
    Cloud cloud;

    CHECK(cloud.get("s3://open/a/b c?versionId=v/1") == "s3 /a/b%20c?versionId=v%2F1");
    CHECK(cloud.get("arn:aws:s3:::open/key") == "s3 /key");
    CHECK(cloud.get("s3://with.dots/key") == "s3 /with.dots/key");
    CHECK(cloud.lines.count("HEAD https://s3.dualstack.us-east-1.amazonaws.com/open: attempt #1") ==
          1); // asked once
}

TEST_CASE("a bucket that nobody knows is said so", "[fetch][s3]") {
    Cloud cloud;

    CHECK(cloud.get("s3://unknown/key") ==
          "fetch s3://unknown/key: couldn't determine the region for bucket \"unknown\": 404 Not Found");
}

TEST_CASE("what the instance may see is asked for with its signature", "[fetch][s3]") {
    Cloud cloud;
    CHECK(cloud.get("s3://closed/key") == "fetch s3://closed/key: failed to fetch resource: 403 Forbidden");

    cloud.fetcher.lend(aws(AwsCredentials{"KEYID", "SECRET", "TOKEN"}));

    CHECK(cloud.get("s3://closed/key with blanks?versionId=1/2") ==
          "s3 /key%20with%20blanks?versionId=1%2F2");
    CHECK(cloud.get("arn:aws:s3:eu-west-1:1:accesspoint/p/object/key") == "s3-accesspoint /key");
}

TEST_CASE("without the credentials it should have, the instance asks anonymously, and tells both errors",
          "[fetch][s3]") {
    Cloud cloud;
    cloud.fetcher.lend(aws(fail(Fault::system, "no role")));

    CHECK(cloud.get("s3://open/key") == "s3 /key");
    CHECK(cloud.get("s3://closed/key") ==
          "fetch s3://closed/key: without credentials (no role): failed to fetch resource: 403 Forbidden");
}

TEST_CASE("packed objects of S3 are refused", "[fetch][s3]") {
    Bench bench;

    for (const char* url : {"s3://b/k", "arn:aws:s3:::b/k"})
        CHECK(bench.fetcher.fetch(Request{.url = url, .compression = Compression::gzip}).error().describe() ==
              cat("fetch ", url, ": compression is not supported with that scheme"));
}

TEST_CASE("objects of Google storage are fetched, with a token when there is one", "[fetch][gs]") {
    Cloud cloud;

    CHECK(cloud.get("gs://bucket/a/b c") == "/storage/v1/b/bucket/o/a%2Fb%20c?alt=media");
    CHECK(cloud.get("gs://bucket/closed").ends_with("failed to fetch resource: 401 Unauthorized"));
    CHECK(cloud.get("gs://bucket") == "fetch gs://bucket: the URL names no bucket or no object");

    cloud.fetcher.lend({.google = [] { return Result<std::string>{"Bearer TOKEN"}; }});
    CHECK(cloud.get("gs://bucket/closed") == "/storage/v1/b/bucket/o/closed?alt=media");

    cloud.fetcher.lend({.google = [] { return Result<std::string>{fail(Fault::system, "no token")}; }});
    CHECK(cloud.get("gs://bucket/open") ==
          "fetch gs://bucket/open: get a token for Google storage: no token");
}

TEST_CASE("Azure's blobs are asked for as the machine, then as anybody", "[fetch][azure]") {
    Cloud cloud;
    const std::string host = "https://account.blob.core.windows.net";
    CHECK(cloud.get(host + "/container/closed").ends_with("403 Forbidden"));

    cloud.fetcher.lend({.azure = [] { return Result<std::string>{"Bearer TOKEN"}; }});
    CHECK(cloud.get(host + "/container/closed") == "/container/closed");
    CHECK(cloud.get(host + "/container/open") == "/container/open");
    CHECK(cloud.lines.hold(
        host + "/container/open: failed to fetch resource: 403 Forbidden, asking without credentials"));
    CHECK(cloud.get(host + "/container/deeper/closed").ends_with("403 Forbidden")); // is no blob: no token

    cloud.fetcher.lend({.azure = [] { return Result<std::string>{fail(Fault::system, "no identity")}; }});
    CHECK(cloud.get(host + "/container/open") == "/container/open");
    CHECK(cloud.lines.hold("no credentials for Azure's blobs, asking without: no identity"));
}

TEST_CASE("files of the OEM partition are read", "[fetch][oem]") {
    const Directory directory;
    write_file(directory.path() + "/file", "asdf");
    Lines lines;
    journal::Journal journal{lines};
    Fetcher fetcher{journal, Network::allowed, {.oem = directory.path()}};

    CHECK(fetcher.fetch(Request{.url = "oem:///file"}) == "asdf");
    CHECK(fetcher.fetch(Request{.url = "oem:///a/../../../file"}) == "asdf");
    CHECK(fetcher.fetch(Request{.url = "oem:///missing"}).error().fault() == Fault::absent);
    CHECK(fetcher.fetch(Request{.url = "oem:file"}).error().fault() == Fault::config);
}
