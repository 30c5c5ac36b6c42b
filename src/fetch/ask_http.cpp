#include "ignite/core/text.h"
#include "schemes.h"

#include <algorithm>

namespace ignite::fetch {

namespace {

// Spec stages.md §4.6: "/container/blob" of a host of Azure's blob storage.
bool is_blob(const Url& url) {
    return url.host.ends_with(".blob.core.windows.net") && std::ranges::count(url.path, '/') == 2 &&
           url.path.find("//") == std::string_view::npos && !url.path.ends_with('/');
}

// Asks as the machine first. Whatever comes of that, the blob may be there for everybody.
Question as_machine(const Question& plain, const Desk& desk) {
    const Result<std::string> authorization = desk.lenders.azure();
    if (!authorization || authorization->empty()) {
        if (!authorization)
            desk.journal.info("no credentials for Azure's blobs, asking without: ",
                              authorization.error().describe());
        return plain;
    }
    Question question = plain;
    question.exchange.headers.push_back({"Authorization", *authorization});
    question.exchange.headers.push_back(
        {"x-ms-version", "2020-04-08"}); // the service takes tokens only with one
    question.otherwise = std::make_shared<const Question>(plain);
    return question;
}

} // namespace

Result<Question> ask_http(const Request& request, const Url& url, const Desk& desk) {
    const Question plain{.exchange = {.verb = request.verb,
                                      .url = TRY(address_of(request.url)).url,
                                      .headers = TRY(request_headers(request.headers)),
                                      .body = request.body,
                                      .from_privileged_port = request.from_privileged_port},
                         .retried_statuses = request.retried_statuses,
                         .repeats = request.repeats,
                         .most_redirects = request.most_redirects,
                         .takes_any_success = request.takes_any_success};
    const bool has_own = find_header(request.headers, "Authorization").has_value();
    return desk.lenders.azure && is_blob(url) && !has_own ? as_machine(plain, desk) : plain;
}

} // namespace ignite::fetch
