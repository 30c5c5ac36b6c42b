// What we use of libcurl, and of the libssl beneath it.
#pragma once

#include "ignite/late/library.h"

#include <curl/curl.h>
#include <openssl/ssl.h>

namespace ignite::fetch {

#ifdef IGNITE_LATE_CURL

inline constinit late::Library curl_library{"libcurl.so.4"};
IGNITE_LATE(curl_library, curl_easy_cleanup);
IGNITE_LATE(curl_library, curl_easy_getinfo);
IGNITE_LATE(curl_library, curl_easy_init);
IGNITE_LATE(curl_library, curl_easy_setopt);
IGNITE_LATE(curl_library, curl_free);
IGNITE_LATE(curl_library, curl_global_init);
IGNITE_LATE(curl_library, curl_multi_add_handle);
IGNITE_LATE(curl_library, curl_multi_cleanup);
IGNITE_LATE(curl_library, curl_multi_info_read);
IGNITE_LATE(curl_library, curl_multi_init);
IGNITE_LATE(curl_library, curl_multi_perform);
IGNITE_LATE(curl_library, curl_multi_poll);
IGNITE_LATE(curl_library, curl_multi_remove_handle);
IGNITE_LATE(curl_library, curl_slist_append);
IGNITE_LATE(curl_library, curl_slist_free_all);
IGNITE_LATE(curl_library, curl_url);
IGNITE_LATE(curl_library, curl_url_cleanup);
IGNITE_LATE(curl_library, curl_url_get);
IGNITE_LATE(curl_library, curl_url_set);
// Found in what libcurl has brought along: it must be the same libssl.
IGNITE_LATE(curl_library, SSL_CTX_set1_cert_store);

inline Result<void> load_curl() { return curl_library.load(); }

#else // it is part of the program

inline Result<void> load_curl() { return {}; }

#endif

} // namespace ignite::fetch
