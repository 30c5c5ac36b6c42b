// Credentials for a platform's own storage. Spec platforms.md §5.4, §5.5, §5.12.
#include "ignite/platform/provider.h"

#include "service.h"

#include "ignite/json/document.h"

#include <memory>
#include <optional>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view metadata = "http://169.254.169.254";
constexpr auto longest_wait = 15s; // the service answers at once, or is not there

// A fetcher of its own: what a metadata service is asked never goes through the config's proxy, and knows
// none of its time limits.
class MetadataClient {
public:
    explicit MetadataClient(journal::Journal& journal) : fetcher_{journal, fetch::Network::allowed} {
        fetcher_.use({.total = longest_wait, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
    }
    Result<std::string> get(std::string_view path, std::vector<fetch::Header> headers) {
        return fetcher_.fetch({.url = cat(metadata, path), .headers = std::move(headers)});
    }
    // The headers that a question to EC2's service carries.
    Result<std::vector<fetch::Header>> aws_headers() {
        std::string token = TRY(fetch_token(fetcher_, aws_token, std::string{metadata}));
        if (token.empty())
            return std::vector<fetch::Header>{};
        return std::vector<fetch::Header>{{std::string{aws_token.header}, std::move(token)}};
    }

private:
    fetch::Fetcher fetcher_;
};

// The texts of an object's members of these names, in their order. A member that is not there, or no text, is
// an error that names it; the answer itself is a secret.
Result<std::vector<std::string>> texts_of(const std::string& answer,
                                          std::span<const std::string_view> names) {
    const auto document = json::Document::parse(answer);
    if (!document || document->root().kind() != json::Kind::object)
        return fail(Fault::system, "the metadata service did not answer with a JSON object");
    std::vector<std::string> texts;
    for (const std::string_view name : names) {
        std::optional<std::string> found;
        for (const json::Member member : document->root().members())
            if (member.key.is_text(name) && member.value.kind() == json::Kind::string)
                found = member.value.text();
        if (!found)
            return fail(Fault::system, "the metadata service did not say its \"", name, "\"");
        texts.push_back(*std::move(found));
    }
    return texts;
}

constexpr std::string_view roles = "/latest/meta-data/iam/security-credentials/";

Result<fetch::AwsCredentials> aws_credentials(MetadataClient& client) {
    const std::vector<fetch::Header> headers = TRY(client.aws_headers());
    const Result<std::string> listed = client.get(roles, headers);
    if (!listed && listed.error().fault() == Fault::absent)
        return fail(Fault::absent, "this instance has no role");
    const std::string list = TRY(Result<std::string>{listed});
    const std::string role = list.substr(0, list.find_first_of("\r\n"));
    if (role.empty())
        return fail(Fault::absent, "this instance has no role");
    const std::string answer = TRY(client.get(cat(roles, role), headers));
    constexpr std::string_view names[] = {"AccessKeyId", "SecretAccessKey", "Token"};
    std::vector<std::string> texts = TRY(texts_of(answer, names));
    return fetch::AwsCredentials{
        .key_id = std::move(texts[0]), .secret = std::move(texts[1]), .session_token = std::move(texts[2])};
}

Result<std::string> aws_region(MetadataClient& client) {
    const std::vector<fetch::Header> headers = TRY(client.aws_headers());
    const std::string answer = TRY(client.get("/latest/dynamic/instance-identity/document", headers));
    constexpr std::string_view names[] = {"region"};
    return TRY(texts_of(answer, names)).front();
}

// The value of an Authorization header; empty: this machine has no identity to lend.
Result<std::string> bearer(Result<std::string> answer) {
    if (!answer && answer.error().fault() == Fault::absent)
        return std::string{};
    const std::string text = TRY(std::move(answer));
    constexpr std::string_view names[] = {"token_type", "access_token"};
    const std::vector<std::string> texts = TRY(texts_of(text, names));
    return cat(texts[0], " ", texts[1]);
}

Result<std::string> google_token(MetadataClient& client) {
    return bearer(client.get("/computeMetadata/v1/instance/service-accounts/default/token?scopes="
                             "https://www.googleapis.com/auth/devstorage.read_only",
                             {{"Metadata-Flavor", "Google"}}));
}

Result<std::string> azure_token(MetadataClient& client) {
    return bearer(client.get("/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
                             "https%3A%2F%2Fstorage.azure.com%2F",
                             {{"Metadata", "true"}}));
}

// Asks once, when it is needed, and remembers what was said.
template <auto ask>
auto asked_once(journal::Journal& journal) {
    using Said = decltype(ask(std::declval<MetadataClient&>()));
    return [&journal, said = std::make_shared<std::optional<Said>>()]() -> Said {
        if (!*said) {
            MetadataClient client{journal};
            *said = ask(client);
        }
        return **said;
    };
}

} // namespace

fetch::Lenders lenders_of(const Provider& provider, journal::Journal& journal) {
    fetch::Lenders lenders;
    if (provider.id == "aws") {
        lenders.aws = asked_once<aws_credentials>(journal);
        lenders.aws_region = [&journal, ask = asked_once<aws_region>(journal)] {
            Result<std::string> region = ask();
            if (!region)
                journal.warning("the region of this instance is not known, beginning with us-east-1: ",
                                region.error().describe());
            return std::move(region).value_or("");
        };
    } else if (provider.id == "gcp") {
        lenders.google = asked_once<google_token>(journal);
    } else if (provider.id == "azure") {
        lenders.azure = asked_once<azure_token>(journal);
    }
    return lenders;
}

} // namespace ignite::platform
