// URL in, bytes out: many at once, with retries, time limits, decompression and verification on the way.
// Spec stages.md §4 and platforms.md §2.1. The only room behind this header that has seen libcurl.
#pragma once

#include "ignite/core/result.h"
#include "ignite/fetch/clock.h"
#include "ignite/fetch/lenders.h"
#include "ignite/journal/journal.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::fetch {

struct Header {
    std::string name;
    std::string value;
};

enum class Compression : std::uint8_t { none, gzip };

// How a failed attempt is repeated, unless somebody says else as configs are asked for.
struct Repeats {
    Milliseconds first_pause{200}; // doubled each time, at most 5 s
    unsigned most = 0;             // 0: until the total limit
    // What is repeated beside attempts without an answer: every status that is no success, but these. Not
    // set: those from 500 up and `retried_statuses`.
    std::optional<std::vector<int>> all_but;
};

// One thing to get.
struct Request {
    std::string url; // any scheme of the table in schemes.cpp; empty: no bytes, at once
    std::vector<Header> headers;
    Compression compression = Compression::none;
    std::string hash; // "sha512-<hex>", "sha256-<hex>", over the decompressed bytes; empty: not verified
    std::string verb = "GET";
    std::string body;                  // of a PUT or POST
    std::vector<int> retried_statuses; // beside those from 500 up
    Repeats repeats;
    std::uint64_t most_bytes = 0;      // decompressed; more is an error; 0: no limit
    unsigned most_redirects = 0;       // more are an error; 0: as many as there may be
    bool from_privileged_port = false; // below 1024, which shows the server that we are root
    bool takes_any_success = false;    // every status from 200 to 299 will do, not only 200 and 204
};

// Where decompressed bytes go. A fetch that must begin again calls `restart` before it writes again.
class Sink {
public:
    virtual ~Sink() = default;
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    virtual Result<void> restart() = 0;
    // So many are said to come, before the first of them does. Only of bytes that are not to be unpacked.
    virtual Result<void> expect(std::uint64_t) { return {}; }
};

class MemorySink : public Sink {
public:
    explicit MemorySink(std::uint64_t most_bytes) : most_bytes_{most_bytes} {}
    Result<void> write(std::span<const std::byte> bytes) override;
    Result<void> restart() override;
    std::string take() && { return std::move(bytes_); }

private:
    std::uint64_t most_bytes_;
    std::string bytes_;
};

// Writes to a descriptor that stays the caller's; restarting cuts it to the length it had. What the
// filesystem has no room for is refused before it is written, if its size is known; else the room is given
// back at once when there is no more of it, because there are files that are written beside this one.
class FileSink : public Sink {
public:
    static Result<FileSink> at_end_of(int descriptor);
    Result<void> write(std::span<const std::byte> bytes) override;
    Result<void> restart() override;
    Result<void> expect(std::uint64_t bytes) override;

private:
    FileSink(int descriptor, std::uint64_t begin) : descriptor_{descriptor}, begin_{begin} {}
    int descriptor_;
    std::uint64_t begin_; // bytes
};

struct Download {
    Request request;
    Sink* sink = nullptr; // not owned, lives as long as the call
};

// Looks on while downloads are under way, and may call it a day. Either call says whether there is enough
// now; then what is still under way is given up.
class Onlooker {
public:
    virtual ~Onlooker() = default;
    virtual bool ended(std::size_t place, const Result<void>& result) = 0; // the download of that place
    virtual bool glance() = 0;                                             // once a second
};

// What holds for all requests until it is set anew. Spec stages.md §4.2, §4.3.
struct Settings {
    std::chrono::seconds response_headers{10}; // per attempt; 0: no limit
    std::chrono::seconds total{0};             // attempts, pauses and body of one request; 0: no limit
    std::string http_proxy;
    std::string https_proxy;
    std::vector<std::string> no_proxy;

    friend bool operator==(const Settings&, const Settings&) = default;
};

enum class Network : bool { forbidden, allowed };

// Where things stand on the machine; tests move them.
struct Surroundings {
    Clock* clock = nullptr;               // not owned; nullptr: the machine's
    std::vector<std::string> authorities; // files that may hold the machine's bundle, the first one there
                                          // counts; none: the usual ones
    std::string oem = "/oem";             // what oem:///… reads from
    std::vector<std::string>
        detours; // "host:port:other-host:other-port", each part may be empty; see CURLOPT_CONNECT_TO
};

class Fetcher {
public:
    Fetcher(journal::Journal& journal, Network network, Surroundings where = {});
    ~Fetcher();
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    Network network() const;

    // Timeouts and proxy from now on.
    void use(Settings settings);

    // Trusts the system's authorities and these PEM bundles from now on; an empty list changes nothing.
    // Each bundle is checked: every block must be a certificate.
    Result<void> trust(std::span<const std::string> bundles);

    // What the platform lends for its own storage (s3, gs, Azure's blobs), from now on.
    void lend(Lenders lenders);

    // The final status decides: 200 and 204 are good; 404 is Fault::absent ("resource not found"); the rest
    // below 500 fails; 500 and more, and what happens before there are headers, is tried again until the
    // total limit has passed. Offline every scheme but "data" and none is Fault::needs_network. Errors name
    // the URL without user info, query and fragment, and never its data.
    Result<void> fetch(const Request& request, Sink& sink);
    Result<std::string>
    fetch(const Request& request); // into memory, at most 64 MiB unless the request says else

    // All of them, several at a time; one result each, in the order given, the same as one after the other.
    // The onlooker, if there is one, is not told of those that were over before anybody was asked.
    std::vector<Result<void>> fetch_all(std::span<Download> downloads, Onlooker* onlooker = nullptr);

    // Status of the last answer of the last single fetch, for providers that branch on it; 0: none.
    int last_status() const;

private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

// The bytes of a data URL to the end of a file: what a fetcher does with it that is to be neither unpacked
// nor verified. For many threads at once, which a fetcher is not.
Result<void> write_data(std::string_view url, int descriptor);

// The request's URL as it may be shown: without user info, query and fragment; a data URL is "data:…".
std::string shown(std::string_view url);

} // namespace ignite::fetch
