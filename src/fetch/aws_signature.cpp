#include "aws_signature.h"

#include "ignite/core/letters.h"
#include "ignite/system/hash.h"

#include <algorithm>

namespace ignite::fetch {

namespace {

using system::digest_of;
using system::hex;
using system::hmac;
using enum system::HashFunction;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view hash_of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string canonical_query(std::vector<std::pair<std::string, std::string>> query) {
    for (auto& [name, value] : query) {
        name = aws_escaped(name, Slashes::escaped);
        value = aws_escaped(value, Slashes::escaped);
    }
    std::ranges::sort(query);
    std::string out;
    for (const auto& [name, value] : query)
        out += cat(out.empty() ? "" : "&", name, "=", value);
    return out;
}

std::string time_text(std::time_t moment) {
    char text[32] = "";
    std::tm parts{};
    if (gmtime_r(&moment, &parts) != nullptr)
        (void)std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return text;
}

// The key is bound to day, region and service, so that one that leaks is of little use.
Result<std::string> signing_key(const AwsCredentials& credentials, std::string_view day,
                                std::string_view region, std::string_view service) {
    std::string key = cat("AWS4", credentials.secret);
    for (const std::string_view part : {day, region, service, std::string_view{"aws4_request"}})
        key = TRY(hmac(sha256, key, part));
    return key;
}

} // namespace

std::string aws_escaped(std::string_view text, Slashes slashes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '.' || c == '_' || c == '~' ||
                              (c == '/' && slashes == Slashes::kept);
        const auto byte = static_cast<unsigned char>(c);
        if (is_plain)
            out += c;
        else
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

Result<std::vector<Header>> aws_signature(const AwsRequest& request, std::string_view region,
                                          std::string_view service, const AwsCredentials& credentials,
                                          std::time_t now) {
    const std::string time = time_text(now);
    const std::string_view day = std::string_view{time}.substr(0, 8);
    std::vector<Header> added = {{"x-amz-content-sha256", std::string{hash_of_nothing}},
                                 {"x-amz-date", time}};
    if (!credentials.session_token.empty())
        added.push_back({"x-amz-security-token", credentials.session_token});

    std::vector<Header> signed_ones = request.headers;
    signed_ones.push_back({"host", std::string{request.host}});
    signed_ones.insert(signed_ones.end(), added.begin(), added.end());
    for (Header& header : signed_ones)
        header.name = in_lower_case(header.name);
    std::ranges::sort(signed_ones, {}, &Header::name);
    std::string lines;
    std::string names;
    for (const Header& header : signed_ones) {
        lines += cat(header.name, ":", header.value, "\n");
        names += cat(names.empty() ? "" : ";", header.name);
    }

    const std::string canonical = cat(request.verb, "\n", request.path, "\n", canonical_query(request.query),
                                      "\n", lines, "\n", names, "\n", hash_of_nothing);
    const std::string scope = cat(day, "/", region, "/", service, "/aws4_request");
    const std::string digest = hex(TRY(digest_of(sha256, canonical)));
    const std::string to_sign = cat(algorithm, "\n", time, "\n", scope, "\n", digest);
    const std::string key = TRY(signing_key(credentials, day, region, service));
    const std::string signature = hex(TRY(hmac(sha256, key, to_sign)));
    added.push_back({"Authorization", cat(algorithm, " Credential=", credentials.key_id, "/", scope,
                                          ",SignedHeaders=", names, ",Signature=", signature)});
    return added;
}

} // namespace ignite::fetch
