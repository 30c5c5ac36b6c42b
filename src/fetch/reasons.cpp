#include "reasons.h"

#include "ignite/core/text.h"
#include "late_crypto.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace ignite::fetch {

namespace {

struct Reason {
    CURLcode code;
    std::string_view words;
};

constexpr std::array reasons = {
    Reason{CURLE_COULDNT_RESOLVE_PROXY, "the name of the proxy cannot be resolved"},
    Reason{CURLE_COULDNT_RESOLVE_HOST, "the name of the host cannot be resolved"},
    Reason{CURLE_COULDNT_CONNECT, "cannot connect"},
    Reason{CURLE_WEIRD_SERVER_REPLY, "the server's answer is no HTTP"},
    Reason{CURLE_UNSUPPORTED_PROTOCOL, "the server's answer is no HTTP/1"},
    Reason{CURLE_PARTIAL_FILE, "the connection broke in the middle of the body"},
    Reason{CURLE_OPERATION_TIMEDOUT, "no answer in time"},
    Reason{CURLE_SSL_CONNECT_ERROR, "no TLS connection"},
    Reason{CURLE_GOT_NOTHING, "the server closed the connection without an answer"},
    Reason{CURLE_SEND_ERROR, "the connection broke while asking"},
    Reason{CURLE_RECV_ERROR, "the connection broke"},
    Reason{CURLE_BAD_CONTENT_ENCODING, "the body is not encoded as announced"},
    Reason{CURLE_URL_MALFORMAT, "the URL cannot be used"},
    Reason{CURLE_SSL_CACERT_BADFILE, "the certificate authorities of this machine cannot be read"},
    Reason{CURLE_TFTP_NOTFOUND, "the TFTP server has no such file"},
    Reason{CURLE_TFTP_PERM, "the TFTP server gives no access to the file"},
    Reason{CURLE_TFTP_ILLEGAL, "the TFTP server refuses the request"},
    Reason{CURLE_TFTP_UNKNOWNID, "another TFTP server answers on the same connection"},
};

std::string_view words_for(CURLcode code) {
    const auto found = std::ranges::find(reasons, code, &Reason::code);
    return found == reasons.end() ? "the exchange failed" : found->words;
}

std::string utc(std::time_t moment) {
    char text[32] = "";
    std::tm parts{};
    if (gmtime_r(&moment, &parts) != nullptr)
        (void)std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &parts);
    return text;
}

// A machine whose clock is before this was never told the time: the program is younger.
constexpr std::time_t birth_of_ignite = 1735689600; // 2025-01-01

std::string certificate_reason(const Symptoms& symptoms, std::time_t now) {
    // libcurl looks at the name before it looks at the chain, and leaves "unspecified" when it is another.
    if (symptoms.verify_result == X509_V_OK || symptoms.verify_result == X509_V_ERR_UNSPECIFIED)
        return "the server's certificate is for another host name";
    std::string words = cat("the server's certificate is not accepted: ",
                            std::string_view{X509_verify_cert_error_string(symptoms.verify_result)});
    if (symptoms.verify_result == X509_V_ERR_CERT_NOT_YET_VALID && now < birth_of_ignite)
        return cat(words, "; the clock of this machine was never set, it says ", utc(now));
    if (symptoms.verify_result == X509_V_ERR_CERT_NOT_YET_VALID ||
        symptoms.verify_result == X509_V_ERR_CERT_HAS_EXPIRED)
        return cat(words, "; the clock of this machine says ", utc(now));
    return words;
}

// "error:0A00010B:SSL routines::wrong version number" ends in what a person can read.
std::string_view last_part(std::string_view details) {
    const std::size_t colon = details.rfind(':');
    return colon == std::string_view::npos ? details : details.substr(colon + 1);
}

} // namespace

std::string reason(const Symptoms& symptoms, std::time_t now) {
    std::string words{words_for(symptoms.code)};
    if (symptoms.code == CURLE_PEER_FAILED_VERIFICATION)
        return certificate_reason(symptoms, now);
    if (symptoms.connect_status != 0 && symptoms.connect_status != 200)
        return cat("the proxy answered ", symptoms.connect_status);
    if (symptoms.code == CURLE_SSL_CONNECT_ERROR && !symptoms.details.empty())
        return cat(words, ": ", last_part(symptoms.details));
    if (symptoms.error_number != 0) {
        const char* const description = strerrordesc_np(static_cast<int>(symptoms.error_number));
        return cat(words, ": ", description != nullptr ? std::string_view{description} : "unknown error");
    }
    if (std::ranges::find(reasons, symptoms.code, &Reason::code) == reasons.end())
        return cat(words, " (libcurl error ", static_cast<int>(symptoms.code), ")");
    return words;
}

} // namespace ignite::fetch
