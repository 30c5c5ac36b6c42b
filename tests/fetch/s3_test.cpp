#include "fetch/s3.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;

namespace {

// Parsed, and put where it is in the region.
std::string place(std::string_view url, std::string_view region = "eu-west-1") {
    const Result<S3Object> object = parse_s3(*parse_url(url));
    if (!object)
        return object.error().describe();
    const S3Place there = place_of(*object, object->is_access_point() ? object->region : region);
    return cat(there.host, there.path);
}

} // namespace

TEST_CASE("where an object is", "[fetch][s3]") {
    CHECK(place("s3://bucket/key") == "bucket.s3.dualstack.eu-west-1.amazonaws.com/key");
    CHECK(place("s3://bucket//a/b%20c+d") == "bucket.s3.dualstack.eu-west-1.amazonaws.com/a/b%20c%2Bd");
    CHECK(place("s3://with.dots/key") == "s3.dualstack.eu-west-1.amazonaws.com/with.dots/key");
    CHECK(place("s3://bucket/key", "cn-north-1") == "bucket.s3.dualstack.cn-north-1.amazonaws.com.cn/key");
    CHECK(place("arn:aws:s3:::bucket/a/b") == "bucket.s3.dualstack.eu-west-1.amazonaws.com/a/b");
    CHECK(place("arn:aws:s3:us-west-2:123456789012:accesspoint/point/object/a/b") ==
          "point-123456789012.s3-accesspoint.dualstack.us-west-2.amazonaws.com/a/b");
}

TEST_CASE("where to ask for a bucket first depends on the partition", "[fetch][s3]") {
    CHECK(parse_s3(*parse_url("arn:aws:s3:::b/k"))->hint == "us-east-1");
    CHECK(parse_s3(*parse_url("arn:aws-cn:s3:::b/k"))->hint == "cn-north-1");
    CHECK(parse_s3(*parse_url("arn:aws-us-gov:s3:::b/k"))->hint == "us-gov-west-1");
    CHECK(parse_s3(*parse_url("arn:other:s3:::b/k"))->hint.empty());
    CHECK(parse_s3(*parse_url("s3://b/k"))->hint.empty());
}

TEST_CASE("a version may be asked for", "[fetch][s3]") {
    CHECK(parse_s3(*parse_url("s3://b/k?versionId=a%2Fb&versionId=c"))->version == "a/b");
    CHECK(parse_s3(*parse_url("arn:aws:s3:::b/k?versionId=v"))->version == "v");
    CHECK(parse_s3(*parse_url("s3://b/k"))->version.empty());
}

TEST_CASE("URLs that name no object are refused", "[fetch][s3]") {
    for (const char* url :
         {"s3:", "s3://b", "s3://b/", "s3:///k", "arn:aws:ec2:::b/k", "arn:aws:s3:::b", "arn:aws:s3:::b/",
          "arn:aws:s3", "arn:aws:s3:r:a:accesspoint/p/key", "arn:aws:s3:r:a:accesspoint/p/key/k"})
        CHECK(parse_s3(*parse_url(url)).error().fault() == Fault::config);
}
