#include "address.h"

#include "ignite/core/handle.h"
#include "late_curl.h"

namespace ignite::fetch {

Result<std::string> resolve_location(const std::string& url, const std::string& location) {
    const Handle<CURLU, curl_url_cleanup> parts{curl_url()};
    constexpr unsigned lenient = CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME;
    char* resolved = nullptr;
    if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
        curl_url_set(parts.get(), CURLUPART_URL, location.c_str(), lenient) != CURLUE_OK ||
        curl_url_get(parts.get(), CURLUPART_URL, &resolved, 0) != CURLUE_OK)
        return fail(Fault::system, "it redirects to what is no URL");
    const Handle<char, curl_free> owned{resolved};
    return std::string{resolved};
}

} // namespace ignite::fetch
