#include "s3.h"

#include "aws_signature.h"
#include "ignite/core/percent.h"

#include <algorithm>
#include <array>

namespace ignite::fetch {

namespace {

struct Partition {
    std::string_view name;
    std::string_view region; // where to ask first
};

constexpr std::array partitions = {
    Partition{"aws", "us-east-1"},
    Partition{"aws-cn", "cn-north-1"},
    Partition{"aws-us-gov", "us-gov-west-1"},
};

std::string_view domain_of(std::string_view region) {
    return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

std::string_view without_leading_slashes(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of('/'), text.size()));
}

// The first parts; the last takes the rest, separators and all.
std::vector<std::string_view> split(std::string_view text, char separator, std::size_t most) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0;
         parts.size() + 1 < most && (at = text.find(separator)) != std::string_view::npos;) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

Result<S3Object> parse_arn(std::string_view opaque) {
    // "arn" itself is the scheme: partition:service:region:account:resource
    const std::vector<std::string_view> sections = split(opaque, ':', 5);
    if (sections.size() < 5 || sections[1] != "s3")
        return fail(Fault::config, "the ARN is not one of S3");
    const std::string_view resource = sections[4];
    S3Object object;
    if (resource.starts_with("accesspoint/")) {
        const std::vector<std::string_view> parts = split(resource, '/', 4);
        if (parts.size() < 4 || parts[2] != "object")
            return fail(Fault::config,
                        "the ARN of an access point must be …:accesspoint/<name>/object/<key>");
        object.bucket = parts[1];
        object.key = without_leading_slashes(parts[3]);
        object.region = sections[2];
        object.account = sections[3];
        return object;
    }
    const std::vector<std::string_view> parts = split(resource, '/', 2);
    if (parts.size() < 2)
        return fail(Fault::config, "the ARN names no key");
    object.bucket = parts[0];
    object.key = without_leading_slashes(parts[1]);
    const auto row = std::ranges::find(partitions, sections[0], &Partition::name);
    if (row != partitions.end())
        object.hint = row->region;
    return object;
}

bool is_host_label(std::string_view bucket) {
    const auto may_stand = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return bucket.size() >= 3 && bucket.size() <= 63 && std::ranges::all_of(bucket, may_stand);
}

} // namespace

Result<S3Object> parse_s3(const Url& url) {
    S3Object object;
    if (url.scheme == "arn") {
        object = TRY(parse_arn(url.opaque));
    } else {
        object.bucket = url.host;
        object.key = without_leading_slashes(decode_percent(url.path));
    }
    if (object.bucket.empty() || object.key.empty())
        return fail(Fault::config, "the URL names no bucket or no key");
    object.version = query_value(url.query, "versionId").value_or("");
    return object;
}

S3Place place_of(const S3Object& object, std::string_view region) {
    const std::string key = aws_escaped(object.key, Slashes::kept);
    const std::string_view domain = domain_of(region);
    if (object.is_access_point())
        return {cat(object.bucket, "-", object.account, ".s3-accesspoint.dualstack.", region, ".", domain),
                cat("/", key)};
    // A bucket with dots or capitals in its name fits no certificate as a host, so it is named in the path.
    if (is_host_label(object.bucket))
        return {cat(object.bucket, ".s3.dualstack.", region, ".", domain), cat("/", key)};
    return {cat("s3.dualstack.", region, ".", domain),
            cat("/", aws_escaped(object.bucket, Slashes::escaped), "/", key)};
}

S3Place place_of_bucket(std::string_view bucket, std::string_view region) {
    return {cat("s3.dualstack.", region, ".", domain_of(region)),
            cat("/", aws_escaped(bucket, Slashes::escaped))};
}

} // namespace ignite::fetch
