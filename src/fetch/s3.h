// s3:// and arn: URLs: which object they mean, and how Amazon is asked for it. Spec stages.md §4.5.
#pragma once

#include "ignite/core/result.h"
#include "ignite/core/url.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::fetch {

struct S3Object {
    std::string bucket; // or the name of the access point
    std::string key;    // not escaped
    std::string version;
    std::string region;  // of an access point; of a bucket it must be asked for
    std::string account; // of an access point, which it makes one
    std::string hint;    // region to ask for the bucket's; empty: the machine's own

    bool is_access_point() const { return !account.empty(); }
};

Result<S3Object> parse_s3(const Url& url);

struct S3Place {
    std::string host;
    std::string path; // escaped
};

// Where the object is, in the region of its bucket. Hosts answer on IPv4 and IPv6.
S3Place place_of(const S3Object& object, std::string_view region);

// Where to ask for a bucket's region.
S3Place place_of_bucket(std::string_view bucket, std::string_view region);

} // namespace ignite::fetch
