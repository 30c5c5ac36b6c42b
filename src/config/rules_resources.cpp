#include "field.h"
#include "ignite/core/quoted.h"
#include "ignite/core/url.h"
#include "resources.h"
#include "rules.h"

#include <algorithm>
#include <array>

namespace ignite::config {

namespace {

struct HashFunction {
    std::string_view name;
    std::size_t digits;
    Version since;
};

constexpr std::array hash_functions = {
    HashFunction{"sha512", 128, v3_0},
    HashFunction{"sha256", 64, v3_1},
};

void check_hash(std::string_view hash, Version version, const Place& place, Report& report) {
    const std::size_t hyphen = hash.find('-');
    if (hyphen == std::string_view::npos) {
        report.fail("hash-malformed", place, "a hash is written FUNCTION-DIGEST");
        return;
    }
    const std::string_view name = hash.substr(0, hyphen);
    const auto* const function = std::ranges::find(hash_functions, name, &HashFunction::name);
    if (function == hash_functions.end() || version < function->since) {
        report.fail("hash-function", place, cat("the hash function ", quoted(name), " is not known")).hint =
            version < v3_1 ? "use sha512" : "use sha512 or sha256";
        return;
    }
    // The digits themselves are not looked at; what is none will not match.
    if (const std::size_t digits = hash.size() - hyphen - 1; digits != function->digits)
        report.fail("hash-length", place,
                    cat("a ", name, " digest has ", function->digits, " digits, not ", digits));
}

} // namespace

void compressions_are_known(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use, const Place& place) {
        if (is_set(resource.compression) && *resource.compression != "gzip")
            report
                .fail("compression-unknown", place / "compression",
                      cat("the compression ", quoted(*resource.compression), " is not known"))
                .hint = "only gzip is";
    });
}

void headers_go_with_http(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use, const Place& place) {
        if (resource.http_headers.empty())
            return;
        const Result<Url> url = parse_url(resource.source.value_or(""));
        if (!url || !is_set(resource.source))
            report.fail("url-unparsable", place / "httpHeaders", "headers need a source to be sent to");
        else if (!url->is_http())
            report.fail("headers-scheme", place / "httpHeaders", "only http and https have headers");
    });
}

void headers_are_complete(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use, const Place& place) {
        const Place headers = place / "httpHeaders";
        for (std::size_t i = 0; i < resource.http_headers.size(); ++i) {
            const HttpHeader& header = resource.http_headers[i];
            const Place here = headers / i;
            if (header.name.empty())
                report.fail("header-name-empty", here / "name", "a header needs a name");
            if (header.value && header.value->empty())
                report.fail("header-value-empty", here / "value", "a header needs a value");
        }
    });
}

void hashes_have_a_source(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use use, const Place& place) {
        const bool of_a_file = use == Use::contents || use == Use::append;
        if (resource.verification.hash && !resource.source && (of_a_file || subject.since(v3_1)))
            report.fail("hash-without-source", place / "verification" / "hash",
                        "there is no source to be verified");
    });
}

void hashes_are_well_formed(const Subject& subject, Report& report) {
    for_each_resource(subject.config, [&](const Resource& resource, Use, const Place& place) {
        if (resource.verification.hash)
            check_hash(*resource.verification.hash, subject.version, place / "verification" / "hash", report);
    });
}

} // namespace ignite::config
