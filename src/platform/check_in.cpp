#include "ignite/platform/check_in.h"

#include "azure_wire.h"
#include "interfaces.h"
#include "metadata_text.h"
#include "service.h"

#include "ignite/core/utf8.h"
#include "ignite/json/writer.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_message = 2000;     // bytes
constexpr std::chrono::seconds most_in_all = 14s; // of each of the two requests: 30 s is what a boot may lose
constexpr unsigned report_repeats = 2;            // three tries

// The reference's words are what the portal's users look for.
std::string message_of(std::string_view stage, const std::optional<Error>& failure) {
    std::string text = failure ? cat("[", stage, "] Ignition error: ", failure->describe())
                               : cat("[", stage, "] Ignition status: finished successfully");
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t next = end + first_rune(std::string_view{text}.substr(end)).bytes;
        if (next > longest_message)
            break;
        end = next;
    }
    text.resize(end);
    return text;
}

Result<std::string> phone_home_url(fetch::Fetcher& fetcher, fetch::Repeats repeats) {
    const std::string metadata = TRY(fetcher.fetch({.url = cat(packet_base, "/metadata"),
                                                    .headers = {{"Accept", "*/*"}},
                                                    .repeats = std::move(repeats)}));
    const std::vector<std::string> urls = TRY(texts_at(metadata, "phone_home_url"));
    if (urls.empty() || urls.front().empty())
        return fail(Fault::system, "the metadata name no URL to phone home to");
    return urls.front();
}

Result<void> post_status(fetch::Fetcher& fetcher, std::string_view stage,
                         const std::optional<Error>& failure) {
    std::string url = TRY(phone_home_url(fetcher, {.most = report_repeats}));
    constexpr std::string_view end = "/phone-home";
    if (url.ends_with(end))
        url.resize(url.size() - end.size());
    std::string body;
    json::Writer writer{body};
    writer.begin_object()
        .member("state", failure ? "failed" : "running")
        .member("message", message_of(stage, failure))
        .end_object();
    TRY(fetcher.fetch({.url = url + "/events",
                       .headers = {{"Content-Type", "application/json"}},
                       .verb = "POST",
                       .body = body,
                       .repeats = {.most = report_repeats},
                       .takes_any_success = true}));
    return {};
}

// --- check-in ---

Result<void> check_in_at_azure(Context& context) { return WireServer::find(context).report_ready(); }

Result<void> check_in_at_packet(Context& context) {
    const std::string url = TRY(phone_home_url(context.fetcher, repeated_for_metadata()));
    TRY(context.fetcher.fetch(
        {.url = url, .verb = "POST", .repeats = repeated_for_metadata(), .takes_any_success = true}));
    return {};
}

Result<void> check_in_at_scaleway(Context& context) {
    TRY(context.fetcher.fetch({.url = cat(scaleway_base, "/state"),
                               .headers = {{"Content-Type", "application/json"}},
                               .verb = "PATCH",
                               .body = R"({"state_detail":"booted"})",
                               .repeats = repeated_for_metadata(),
                               .takes_any_success = true}));
    return {};
}

struct Desk {
    std::string_view platform;
    Boot boot;
    Result<void> (*call)(Context& context);
};

constexpr std::array desks = {
    Desk{"azure", Boot::any, check_in_at_azure},
    Desk{"azurestack", Boot::any, check_in_at_azure},
    Desk{"packet", Boot::first, check_in_at_packet},
    Desk{"scaleway", Boot::any, check_in_at_scaleway},
};

} // namespace

// A fetcher of its own: neither the config's proxies nor its time limits hold for it. Where the config needed
// no network there is none, and nobody to be told.
void report_status(const Provider& provider, std::string_view stage, const std::optional<Error>& failure,
                   journal::Journal& journal, fetch::Network network) {
    if (provider.id != "packet")
        return;
    Result<void> done = fail(Fault::needs_network, "the network is not up");
    if (network == fetch::Network::allowed && (has_ipv4() || !ipv6_interfaces().empty())) {
        fetch::Fetcher fetcher{journal, fetch::Network::allowed};
        fetcher.use({.total = most_in_all, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
        done = post_status(fetcher, stage, failure);
    }
    if (!done)
        journal.error("report the status of stage ", stage, " to the platform: ", done.error().describe());
}

std::optional<Boot> wants_check_in(const Provider& provider) {
    const auto* const desk = std::ranges::find(desks, provider.id, &Desk::platform);
    if (desk == desks.end())
        return std::nullopt;
    return desk->boot;
}

Result<void> check_in(const Provider& provider, Context& context) {
    const auto* const desk = std::ranges::find(desks, provider.id, &Desk::platform);
    if (desk == desks.end())
        return fail(Fault::refused, "platform ", provider.id, " wants to hear from no machine");
    context.fetcher.use({.total = metadata_patience, .http_proxy = {}, .https_proxy = {}, .no_proxy = {}});
    return desk->call(context).map_error(within("check in at platform ", provider.id));
}

} // namespace ignite::platform
