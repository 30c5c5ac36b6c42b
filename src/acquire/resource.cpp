#include "ignite/acquire/resource.h"

namespace ignite::acquire {

Result<fetch::Request> request_of(const config::Resource& resource) {
    fetch::Request request;
    request.url = resource.source.value_or("");
    if (resource.compression == "gzip")
        request.compression = fetch::Compression::gzip;
    request.hash = resource.verification.hash.value_or("");
    for (const config::HttpHeader& header : resource.http_headers) {
        if (!header.value)
            return tl::unexpected{
                Error{Fault::config, "http header ", header.name, " has no value"}.at(header.position)};
        request.headers.push_back({header.name, *header.value});
    }
    return request;
}

} // namespace ignite::acquire
