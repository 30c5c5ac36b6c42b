// One exchange on its way: a libcurl handle, what it has brought so far, and how long it may still take.
#pragma once

#include "address.h"
#include "authorities.h"
#include "course.h"
#include "exchange.h"
#include "ignite/core/handle.h"
#include "ignite/fetch/clock.h"
#include "late_curl.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::fetch {

using TextList = Handle<curl_slist, curl_slist_free_all>;
void append(TextList& list, const std::string& text);

// What holds for every transfer of a fetcher.
struct Ways {
    const Settings* settings = nullptr;
    Trust* trust = nullptr;        // not owned
    curl_slist* detours = nullptr; // not owned
};

class Transfer {
public:
    // The course takes what comes in. It and the ways outlive the transfer.
    Transfer(Exchange exchange, Address address, Course& course, const Ways& ways, Moment now);
    Transfer(const Transfer&) = delete; // libcurl holds its address
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() { return handle_.get(); }
    const Address& address() const { return address_; }

    // When the phase it is in is over its time; each phase has its own. Nothing: it may take as long as it
    // likes.
    std::optional<Moment> deadline(Moment now);
    Ending timed_out() const;
    std::string_view awaited() const; // what has not come until now
    Ending ended(CURLcode code);

private:
    enum class Phase : std::uint8_t { connecting, securing, waiting, receiving };

    template <class Value>
    void set(CURLoption option, Value value);
    void set_up(const Ways& ways);
    void set_up_tftp();
    void set_up_http(const Ways& ways);
    Phase phase() const;
    bool is_wanted() const; // the body of the answer
    long info(CURLINFO which) const;
    bool has_passed(CURLINFO point) const;

    static CURLcode on_handshake(CURL*, void* context, void* self);
    static std::size_t on_header(char* line, std::size_t, std::size_t size, void* self);
    static std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* self);
    std::size_t header(std::string_view line);
    std::size_t body(std::string_view bytes);

    Exchange exchange_;
    Address address_;
    Course* course_;
    Settings settings_;
    Trust* trust_; // not owned
    TextList header_lines_;
    char details_[CURL_ERROR_SIZE] = "";
    Handle<CURL, curl_easy_cleanup> handle_;

    Phase phase_ = Phase::connecting;
    Moment phase_begun_;
    bool is_securing_ = false; // the handshake has begun
    int status_ = 0;
    std::vector<Header> headers_;
    bool has_headers_ = false;
    std::uint64_t thrown_away_ = 0; // bytes of a body that nobody wants
    std::optional<Error> refusal_;
};

} // namespace ignite::fetch
