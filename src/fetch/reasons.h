// Why an exchange failed, in words that an operator at the console can act on.
#pragma once

#include <curl/curl.h>

#include <ctime>
#include <string>

namespace ignite::fetch {

struct Symptoms {
    CURLcode code = CURLE_OK;
    long error_number = 0;    // of the last system call, 0: none
    long verify_result = 0;   // of the server's certificate, X509_V_…
    long connect_status = 0;  // what a proxy answered to CONNECT, 0: nothing
    std::string_view details; // libcurl's or OpenSSL's own words
};

// `now` is what the machine takes for the time.
std::string reason(const Symptoms& symptoms, std::time_t now);

} // namespace ignite::fetch
