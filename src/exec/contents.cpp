#include "contents.h"

#include "ignite/system/small_file.h"

namespace ignite::exec {

std::string_view source_of(const plan::Contents& contents) {
    return contents.resource && contents.resource->source ? std::string_view{*contents.resource->source}
                                                          : std::string_view{};
}

bool is_remote(const plan::Contents& contents) {
    const std::string_view source = source_of(contents);
    return !source.empty() && !source.starts_with("data:");
}

bool is_plain(const plan::Contents& contents) {
    const config::Resource* const resource = contents.resource;
    return !resource || (!is_remote(contents) && resource->compression.value_or("").empty() &&
                         !resource->verification.hash && resource->http_headers.empty());
}

Result<fetch::Request> request_for(const plan::Contents& contents) {
    fetch::Request request{.url = std::string{source_of(contents)}};
    const auto& resource = *contents.resource;
    for (const auto& header : resource.http_headers) {
        if (!header.value)
            return fail(Fault::config, "header ", header.name, " has no value");
        request.headers.push_back({header.name, *header.value});
    }
    if (resource.compression && *resource.compression == "gzip")
        request.compression = fetch::Compression::gzip;
    request.hash = resource.verification.hash.value_or("");
    return request;
}

Result<void> fill(int descriptor, const plan::Contents& contents, fetch::Fetcher& fetcher) {
    if (!contents.resource)
        return system::write_all(descriptor, contents.text);
    const fetch::Request request = TRY(request_for(contents));
    fetch::FileSink sink = TRY(fetch::FileSink::at_end_of(descriptor));
    return fetcher.fetch(request, sink);
}

} // namespace ignite::exec
