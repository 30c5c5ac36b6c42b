#include "aws_signature.h"
#include "ignite/core/text.h"
#include "s3.h"
#include "schemes.h"

#include <ctime>

namespace ignite::fetch {

namespace {

std::string url_of(const S3Place& place) { return cat("https://", place.host, place.path); }

// Amazon tells where a bucket is to everybody who asks, in a header of whatever it answers.
Result<std::string> region_of(const S3Object& object, const Desk& desk) {
    if (object.is_access_point())
        return object.region;
    if (const auto known = desk.regions_of_buckets.find(object.bucket);
        known != desk.regions_of_buckets.end())
        return known->second;
    std::string hint = object.hint;
    if (hint.empty() && desk.lenders.aws_region)
        hint = desk.lenders.aws_region();
    if (hint.empty())
        hint = "us-east-1";
    const Question question{.exchange = {.verb = "HEAD",
                                         .url = url_of(place_of_bucket(object.bucket, hint)),
                                         .headers = TRY(request_headers({}))},
                            .takes_any_answer = true};
    const Answer answer = TRY(desk.ask(question));
    const auto region = find_header(answer.headers, "x-amz-bucket-region");
    if (answer.status == 404 || !region)
        return fail(Fault::absent, "couldn't determine the region for bucket \"", object.bucket,
                    "\": ", answer.status, " ", status_text(answer.status));
    return desk.regions_of_buckets[object.bucket] = *region;
}

} // namespace

Result<Question> ask_s3(const Request& request, const Url& url, const Desk& desk) {
    if (request.compression != Compression::none)
        return fail(Fault::config, "compression is not supported with that scheme");
    const S3Object object = TRY(parse_s3(url));
    const std::string region = TRY(region_of(object, desk));
    const S3Place place = place_of(object, region);
    Question question{.exchange = {.url = url_of(place), .headers = TRY(request_headers({}))}};
    std::vector<std::pair<std::string, std::string>> query;
    if (!object.version.empty()) {
        query = {{"versionId", object.version}};
        question.exchange.url += cat("?versionId=", aws_escaped(object.version, Slashes::escaped));
    }
    if (!desk.lenders.aws)
        return question;
    const Result<AwsCredentials> credentials = desk.lenders.aws();
    if (!credentials) {
        question.note = cat("without credentials (", credentials.error().describe(), ")");
        desk.journal.warning("no credentials of this instance, asking without: ",
                             credentials.error().describe());
        return question;
    }
    question.sign = [place, query, region, lent = *credentials] {
        return aws_signature({.verb = "GET", .host = place.host, .path = place.path, .query = query}, region,
                             "s3", lent, std::time(nullptr));
    };
    return question;
}

} // namespace ignite::fetch
