#include "transfer.h"

#include "ignite/core/letters.h"
#include "ignite/system/random.h"
#include "proxy.h"
#include "reasons.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cassert>
#include <charconv>
#include <ctime>

namespace ignite::fetch {

using namespace std::chrono_literals;

namespace {

constexpr auto connect_limit = 30s;
constexpr auto handshake_limit = 10s;
constexpr std::uint64_t most_thrown_away = 256 * 1024; // bytes; more, and a new connection is cheaper

curl_socket_t open_socket(void* exchange, curlsocktype, curl_sockaddr* address) {
    const int number = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    // There are few of these ports, and one that a closed connection still holds will do.
    const int yes = 1;
    if (number >= 0 && static_cast<const Exchange*>(exchange)->from_privileged_port)
        (void)::setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes); // then the next port is tried
    return number;
}

// A new one for every attempt, so that one that hangs somewhere on the way does not spoil them all. libcurl
// goes on to the next ports when this one is taken.
constexpr long ports_tried = 100;
long random_privileged_port() {
    std::array<std::byte, 2> bytes{};
    (void)system::fill_with_random(bytes); // then it is always the same one
    const auto drawn = std::to_integer<unsigned>(bytes[0]) << 8U | std::to_integer<unsigned>(bytes[1]);
    return 1 + static_cast<long>(drawn % (1024 - ports_tried));
}

// "HTTP/1.1 404 Not Found"
int status_of(std::string_view line) {
    int status = 0;
    if (const std::size_t blank = line.find(' '); blank != std::string_view::npos)
        (void)std::from_chars(line.data() + blank + 1, line.data() + line.size(),
                              status); // 0 when it is none
    return status;
}

} // namespace

void append(TextList& list, const std::string& text) {
    if (curl_slist* const longer = curl_slist_append(list.get(), text.c_str())) {
        (void)list.release(); // its first element stays, or the list was empty
        list.reset(longer);
    }
}

template <class Value>
void Transfer::set(CURLoption option, Value value) {
    // A refusal means that this libcurl was built without what we need, or no memory.
    [[maybe_unused]] const CURLcode said = curl_easy_setopt(handle_.get(), option, value);
    assert(said == CURLE_OK);
}

Transfer::Transfer(Exchange exchange, Address address, Course& course, const Ways& ways, Moment now)
    : exchange_{std::move(exchange)},
      address_{std::move(address)},
      course_{&course},
      settings_{*ways.settings},
      trust_{ways.trust},
      handle_{curl_easy_init()},
      phase_begun_{now} {
    set_up(ways);
}

void Transfer::set_up(const Ways& ways) {
    set(CURLOPT_ERRORBUFFER, details_);
    set(CURLOPT_PROTOCOLS_STR, "http,https,tftp");
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_OPENSOCKETDATA, &exchange_);
    set(CURLOPT_WRITEFUNCTION, on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_PATH_AS_IS, 1L);
    if (address_.scheme == "tftp")
        set_up_tftp();
    else
        set_up_http(ways);
}

void Transfer::set_up_tftp() {
    // libcurl leaves out the first slash of a path, and takes ";mode=netascii" off its end; here the name is
    // the path as it stands, and the mode is octet.
    const std::size_t path = address_.url.find('/', address_.url.find("//") + 2);
    std::string url = cat(address_.url.substr(0, path), "/", address_.url.substr(path));
    for (std::size_t at = path; (at = url.find(';', at)) != std::string::npos;)
        url.replace(at, 1, "%3B");
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_TFTP_NO_OPTIONS, 1L);
    set(CURLOPT_PROXY, "");
    // libcurl derives from this how long it waits for a packet and how often: 5 times 5 s.
    set(CURLOPT_CONNECTTIMEOUT, 25L);
}

void Transfer::set_up_http(const Ways& ways) {
    set(CURLOPT_URL, address_.url.c_str());
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_TCP_KEEPIDLE, 30L);
    set(CURLOPT_TCP_KEEPINTVL, 30L);
    // Our own phases end earlier. Of several addresses of a host, the first gets half of this.
    set(CURLOPT_CONNECTTIMEOUT, std::chrono::seconds{connect_limit + handshake_limit}.count());
    set(CURLOPT_BUFFERSIZE, 64L * 1024);

    if (exchange_.from_privileged_port) {
        set(CURLOPT_LOCALPORT, random_privileged_port());
        set(CURLOPT_LOCALPORTRANGE, ports_tried);
        set(CURLOPT_FRESH_CONNECT, 1L);
        set(CURLOPT_FORBID_REUSE, 1L);
    }
    if (ways.detours != nullptr)
        set(CURLOPT_CONNECT_TO, ways.detours);
    // Set even when empty: else libcurl would look into the environment.
    set(CURLOPT_PROXY, std::string{proxy_for(address_, settings_)}.c_str());
    set(CURLOPT_NOPROXY, "");

    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    for (const CURLoption no_other :
         {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH})
        set(no_other, nullptr);
    set(CURLOPT_SSL_CTX_FUNCTION, on_handshake);
    set(CURLOPT_SSL_CTX_DATA, this);

    if (exchange_.verb == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (exchange_.verb != "GET") {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange_.body.size()));
        set(CURLOPT_POSTFIELDS, exchange_.body.c_str());
        set(CURLOPT_CUSTOMREQUEST, exchange_.verb.c_str());
    }
    for (const Header& header : exchange_.headers)
        append(header_lines_,
               header.value.empty() ? cat(header.name, ";") : cat(header.name, ": ", header.value));
    // What libcurl would add by itself.
    for (const std::string_view name : {"User-Agent", "Accept", "Content-Type", "Expect"})
        if (!find_header(exchange_.headers, name))
            append(header_lines_, cat(name, ":"));
    set(CURLOPT_HTTPHEADER, header_lines_.get());
}

// One store for all connections: it is read once, when the first of them needs it, and holds exactly whom we
// trust.
CURLcode Transfer::on_handshake(CURL*, void* context, void* self) {
    auto* const transfer = static_cast<Transfer*>(self);
    transfer->is_securing_ = true;
    const Result<X509_STORE*> store = transfer->trust_->store();
    if (!store)
        return CURLE_SSL_CACERT_BADFILE;
    SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context), *store);
    return CURLE_OK;
}

std::size_t Transfer::on_header(char* line, std::size_t, std::size_t size, void* self) {
    return static_cast<Transfer*>(self)->header({line, size});
}

std::size_t Transfer::on_body(char* bytes, std::size_t, std::size_t size, void* self) {
    return static_cast<Transfer*>(self)->body({bytes, size});
}

std::size_t Transfer::header(std::string_view line) {
    const std::size_t size = line.size();
    if (line.starts_with("HTTP/")) { // also of the answer that follows an interim one
        status_ = status_of(line);
        headers_.clear();
        return size;
    }
    if (trimmed(line).empty()) {
        has_headers_ = status_ >= 200;
        if (has_headers_)
            if (Result<void> taken = course_->has_headers(status_, headers_); !taken) {
                refusal_ = std::move(taken).error();
                return 0;
            }
        return size;
    }
    if (has_headers_) // a trailer
        return size;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
        headers_.push_back(
            {std::string{trimmed(line.substr(0, colon))}, std::string{trimmed(line.substr(colon + 1))}});
    return size;
}

std::size_t Transfer::body(std::string_view bytes) {
    if (address_.scheme == "tftp")
        status_ = 200;
    if (!is_wanted()) {
        thrown_away_ += bytes.size();
        return thrown_away_ > most_thrown_away ? 0 : bytes.size();
    }
    Result<void> taken = course_->take(status_, std::as_bytes(std::span{bytes}));
    if (taken)
        return bytes.size();
    refusal_ = std::move(taken).error();
    return 0; // which is not what libcurl gave us, so it stops
}

long Transfer::info(CURLINFO which) const {
    long value = 0;
    (void)curl_easy_getinfo(handle_.get(), which, &value); // stays 0 when unknown
    return value;
}

bool Transfer::has_passed(CURLINFO point) const {
    curl_off_t when = 0;
    return curl_easy_getinfo(handle_.get(), point, &when) == CURLE_OK && when > 0;
}

bool Transfer::is_wanted() const { return course_->is_success(status_); }

Transfer::Phase Transfer::phase() const {
    if (has_headers_)
        return Phase::receiving;
    if (has_passed(CURLINFO_PRETRANSFER_TIME_T))
        return Phase::waiting;
    // libcurl gives the time of the connection only when the handshake is over too.
    return is_securing_ ? Phase::securing : Phase::connecting;
}

std::optional<Moment> Transfer::deadline(Moment now) {
    if (address_.scheme == "tftp")
        return std::nullopt; // libcurl counts its packets
    if (const Phase reached = phase(); reached != phase_) {
        phase_ = reached;
        phase_begun_ = now;
    }
    switch (phase_) {
    case Phase::connecting:
        return phase_begun_ + connect_limit;
    case Phase::securing:
        return phase_begun_ + handshake_limit;
    case Phase::waiting:
        if (settings_.response_headers.count() > 0)
            return phase_begun_ + settings_.response_headers;
        return std::nullopt;
    case Phase::receiving:
        return std::nullopt;
    }
    return std::nullopt;
}

Ending Transfer::timed_out() const {
    Ending ending{.kind = Ending::Kind::broken_before_headers};
    switch (phase_) {
    case Phase::connecting:
        ending.reason = cat("no connection within ", std::chrono::seconds{connect_limit}.count(), " s");
        break;
    case Phase::securing:
        ending.reason = cat("no TLS handshake within ", std::chrono::seconds{handshake_limit}.count(), " s");
        break;
    case Phase::waiting:
    case Phase::receiving:
        ending.reason = cat("no response headers within ", settings_.response_headers.count(), " s");
        break;
    }
    return ending;
}

std::string_view Transfer::awaited() const {
    if (address_.scheme == "tftp")
        return "no answer yet";
    switch (phase()) {
    case Phase::connecting:
        return "no connection yet";
    case Phase::securing:
        return "no TLS handshake yet";
    case Phase::waiting:
        return "no response headers yet";
    case Phase::receiving:
        return "the body has not come to its end";
    }
    return "no answer yet";
}

Ending Transfer::ended(CURLcode code) {
    Ending ending{.status = status_, .headers = std::move(headers_), .error = std::move(refusal_)};
    if (ending.error) {
        ending.kind = Ending::Kind::refused;
        return ending;
    }
    if (address_.scheme == "tftp" && (code == CURLE_OK || code == CURLE_TFTP_NOTFOUND)) {
        ending.status = code == CURLE_OK ? 200 : 404;
        return ending;
    }
    // The body of a redirect or an error says nothing that we need.
    if (code == CURLE_OK || (has_headers_ && !is_wanted()))
        return ending;
    ending.kind = code == CURLE_URL_MALFORMAT                 ? Ending::Kind::impossible
                  : has_headers_ || address_.scheme == "tftp" ? Ending::Kind::broken_in_body
                                                              : Ending::Kind::broken_before_headers;
    ending.reason = reason({.code = code,
                            .error_number = info(CURLINFO_OS_ERRNO),
                            .verify_result = info(CURLINFO_SSL_VERIFYRESULT),
                            .connect_status = info(CURLINFO_HTTP_CONNECTCODE),
                            .details = details_},
                           std::time(nullptr));
    return ending;
}

} // namespace ignite::fetch
