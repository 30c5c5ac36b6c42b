#include "aws_signature.h"
#include "ignite/core/percent.h"
#include "ignite/core/text.h"
#include "schemes.h"

#include <algorithm>

namespace ignite::fetch {

// Spec stages.md §4.6: gs://bucket/object, through the JSON interface of the storage service.
Result<Question> ask_google(const Request&, const Url& url, const Desk& desk) {
    const std::string path = decode_percent(url.path);
    const std::string object = path.substr(std::min(path.find_first_not_of('/'), path.size()));
    if (url.host.empty() || object.empty())
        return fail(Fault::config, "the URL names no bucket or no object");
    std::vector<Header> headers;
    if (desk.lenders.google) {
        const std::string authorization =
            TRY(desk.lenders.google().map_error(within("get a token for Google storage")));
        if (!authorization.empty())
            headers.push_back({"Authorization", authorization});
    }
    return Question{.exchange = {.url = cat("https://storage.googleapis.com/storage/v1/b/",
                                            aws_escaped(url.host, Slashes::escaped), "/o/",
                                            aws_escaped(object, Slashes::escaped), "?alt=media"),
                                 .headers = TRY(request_headers(headers))}};
}

} // namespace ignite::fetch
