// The examples that Amazon publishes for S3.
#include "fetch/aws_signature.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;

namespace {

constexpr std::time_t published_time = 1369353600; // 2013-05-24 00:00 UTC

std::string authorization_of(const AwsRequest& request) {
    const AwsCredentials credentials{.key_id = "AKIAIOSFODNN7EXAMPLE",
                                     .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
    const auto headers = aws_signature(request, "us-east-1", "s3", credentials, published_time);
    return std::string{find_header(*headers, "Authorization").value()};
}

} // namespace

TEST_CASE("a part of an object is signed as published", "[fetch][s3]") {
    CHECK(authorization_of({.verb = "GET",
                            .host = "examplebucket.s3.amazonaws.com",
                            .path = "/test.txt",
                            .headers = {{"Range", "bytes=0-9"}}}) ==
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
          "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
          "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("queries are signed as published", "[fetch][s3]") {
    CHECK(authorization_of({.verb = "GET",
                            .host = "examplebucket.s3.amazonaws.com",
                            .path = "/",
                            .query = {{"lifecycle", ""}}})
              .ends_with("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
    CHECK(authorization_of({.verb = "GET",
                            .host = "examplebucket.s3.amazonaws.com",
                            .path = "/",
                            .query = {{"prefix", "J"}, {"max-keys", "2"}}})
              .ends_with("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_CASE("a session token is sent and signed", "[fetch][s3]") {
    const auto headers = *aws_signature({.verb = "GET", .host = "h", .path = "/"}, "r", "s3",
                                        {.key_id = "K", .secret = "S", .session_token = "T"}, published_time);

    CHECK(find_header(headers, "x-amz-security-token") == "T");
    CHECK(find_header(headers, "Authorization")
              ->find("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token") !=
          std::string::npos);
}

TEST_CASE("escapes are Amazon's", "[fetch][s3]") {
    CHECK(aws_escaped("a/b c+~_-.ü", Slashes::kept) == "a/b%20c%2B~_-.%C3%BC");
    CHECK(aws_escaped("a/b", Slashes::escaped) == "a%2Fb");
}
