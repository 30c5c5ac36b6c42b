#include "field.h"
#include "ignite/core/data_url.h"
#include "ignite/core/quoted.h"
#include "ignite/core/url.h"
#include "resources.h"
#include "rules.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

// Why a URL of a scheme cannot be fetched, or nothing. `text` is the whole URL.
using Judge = std::optional<Finding> (*)(const Url& url, std::string_view text);

Finding wrong(std::string_view code, std::string text) {
    return {Severity::error, Voice::reference, code, {}, {}, std::move(text), {}};
}

std::optional<Finding> let_pass(const Url&, std::string_view) { return std::nullopt; }

std::optional<Finding> judge_object_version(const Url& url, std::string_view) {
    const std::optional<std::string> version = query_value(url.query, "versionId");
    if (version && version->empty())
        return wrong("s3-version-empty", "the versionId of the object is empty");
    return std::nullopt;
}

// arn:PARTITION:s3:REGION:ACCOUNT:BUCKET/KEY
std::optional<Finding> judge_resource_name(const Url& url, std::string_view text) {
    constexpr int colons_before_resource = 4; // of the opaque part
    std::string_view resource = url.opaque;
    std::array<std::string_view, colons_before_resource> sections;
    for (std::string_view& section : sections) {
        const std::size_t colon = resource.find(':');
        if (colon == std::string_view::npos)
            return wrong("arn-invalid", "an ARN has six parts: arn:PARTITION:s3:REGION:ACCOUNT:BUCKET/KEY");
        section = resource.substr(0, colon);
        resource.remove_prefix(colon + 1);
    }
    if (sections[1] != "s3")
        return wrong("arn-invalid", "the service of the ARN must be s3");
    // The reference counts the slashes of the whole, so one in the region would do.
    const auto slashes = std::ranges::count(url.opaque, '/');
    if (slashes < (resource.starts_with("accesspoint/") ? 2 : 1))
        return wrong("arn-invalid", "the ARN names no object");
    return judge_object_version(url, text);
}

std::optional<Finding> judge_data(const Url&, std::string_view text) {
    const Result<DataUrl> data = parse_data_url(text);
    if (!data)
        return wrong("data-url-invalid", cat("not a valid data URL: ", data.error().describe()));
    return std::nullopt;
}

struct Scheme {
    std::string_view name;
    Version since;
    Judge judge;
};

constexpr std::array schemes = {
    Scheme{"http", v3_0, let_pass},   Scheme{"https", v3_0, let_pass},
    Scheme{"tftp", v3_0, let_pass},   Scheme{"s3", v3_0, judge_object_version},
    Scheme{"gs", v3_2, let_pass},     Scheme{"arn", v3_4, judge_resource_name},
    Scheme{"data", v3_0, judge_data},
};

std::string known_schemes(Version version) {
    std::string names;
    for (const Scheme& scheme : schemes)
        if (scheme.since <= version)
            names += cat(names.empty() ? "" : ", ", scheme.name);
    return names;
}

std::optional<Finding> judge(std::string_view source, Version version, Schemes allowed) {
    const Result<Url> url = parse_url(source);
    if (!url)
        return wrong("url-unparsable", cat("not a URL: ", url.error().describe()));
    if (url->scheme == "oem" && allowed == Schemes::and_oem)
        return std::nullopt;
    const auto* const scheme = std::ranges::find(schemes, std::string_view{url->scheme}, &Scheme::name);
    if (scheme == schemes.end() || version < scheme->since) {
        Finding finding = wrong("url-scheme", url->scheme.empty() ? "the URL has no scheme"
                                                                  : cat("the scheme ", quoted(url->scheme),
                                                                        " cannot be fetched"));
        finding.hint = scheme == schemes.end()
                           ? cat("use one of ", known_schemes(version))
                           : cat("it came with version 3.", scheme->since.minor, " of the spec");
        return finding;
    }
    return scheme->judge(*url, source);
}

} // namespace

std::optional<Finding> judge_source(std::string_view source, const Subject& subject, const Place& place) {
    std::optional<Finding> finding = judge(source, subject.version, subject.schemes);
    if (finding)
        finding->place = place.text();
    return finding;
}

void sources_can_be_fetched(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use use, const Place& place) {
        const bool judged_as_plain = use == Use::authority && !subject.since(v3_1);
        if (is_set(resource.source) && !judged_as_plain)
            if (auto finding = judge_source(*resource.source, subject, place / "source"))
                report.findings().push_back(std::move(*finding));
    });
}

// Configs to merge and certificates. A bad URL is reported at the entry too, as the reference does.
void required_sources_are_there(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use use, const Place& place) {
        if (use != Use::merge && use != Use::authority)
            return;
        if (!is_set(resource.source))
            report.fail("source-required", place, "a source is required here");
        else if (auto finding = judge_source(*resource.source, subject, place))
            report.findings().push_back(std::move(*finding));
    });
}

// In 3.0.0 the source of a certificate is a plain string, and a missing one an empty URL.
void authority_sources_are_plain(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use use, const Place& place) {
        if (use == Use::authority)
            if (auto finding = judge_source(resource.source.value_or(""), subject, place / "source"))
                report.findings().push_back(std::move(*finding));
    });
}

// Reported at a member that does not exist: the reference kept the name of an older one.
void key_files_can_be_fetched(const Subject& subject, Report& report) {
    const Place storage = Place::root() / "storage";
    for (std::size_t i = 0; i < subject.config.storage.luks.size(); ++i) {
        const OptionalText& source = subject.config.storage.luks[i].key_file.source;
        if (is_set(source) && judge_source(*source, subject, Place::root()))
            report.fail("keyfile-invalid", storage / "luks" / i / "keys",
                        "the source of the key file is not valid");
    }
}

} // namespace ignite::config
