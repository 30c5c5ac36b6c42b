#include "azure_wire.h"

#include "azure_bundle.h"
#include "service.h"

#include "ignite/core/base64.h"
#include "ignite/core/letters.h"
#include "ignite/system/directory.h"
#include "ignite/system/small_file.h"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace ignite::platform {

namespace {

constexpr std::string_view usual_address = "168.63.129.16";
constexpr std::string_view version = "2012-11-30";
constexpr unsigned report_repeats = 4; // five tries

// Option 245 as networkd keeps it: "a8:3f:81:10", or without colons.
std::optional<std::string> address_in_lease(std::string_view lease) {
    constexpr std::string_view key = "OPTION_245=";
    const std::size_t place = lease.find(key);
    if (place == std::string_view::npos)
        return std::nullopt;
    std::string digits;
    for (const char c : lease.substr(place + key.size(), lease.find('\n', place) - place - key.size()))
        if (c != ':' && c != '\r')
            digits += c;
    if (digits.size() != 8)
        return std::nullopt;
    std::string address;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        unsigned byte = 0;
        const char* const end = digits.data() + at + 2;
        if (std::from_chars(digits.data() + at, end, byte, 16).ptr != end)
            return std::nullopt;
        address += cat(at == 0 ? "" : ".", byte);
    }
    return address;
}

// The text of the first element of that name. The server's documents have neither comments nor CDATA.
std::string_view element(std::string_view xml, std::string_view name) {
    const std::string begin = cat("<", name, ">");
    const std::size_t place = xml.find(begin);
    if (place == std::string_view::npos)
        return {};
    xml.remove_prefix(place + begin.size());
    return trimmed(xml.substr(0, xml.find('<')));
}

std::string url_in(std::string_view xml, std::string_view name) {
    std::string url{element(xml, name)};
    for (std::size_t at = url.find("&amp;"); at != std::string::npos; at = url.find("&amp;", at + 1))
        url.erase(at + 1, 4);
    return url;
}

// The tags of that name, each to its end.
std::vector<std::string_view> tags(std::string_view xml, std::string_view name) {
    std::vector<std::string_view> found;
    const std::string begin = cat("<", name, " ");
    for (std::size_t at = xml.find(begin); at != std::string_view::npos; at = xml.find(begin, at + 1))
        found.push_back(xml.substr(at, xml.find('>', at) - at));
    return found;
}

std::string_view attribute(std::string_view tag, std::string_view name) {
    const std::string begin = cat(" ", name, "=\"");
    const std::size_t place = tag.find(begin);
    if (place == std::string_view::npos)
        return {};
    tag.remove_prefix(place + begin.size());
    return tag.substr(0, tag.find('"'));
}

std::vector<fetch::Header> headers() {
    return {{"x-ms-agent-name", "ignite"}, {"x-ms-version", std::string{version}}};
}

} // namespace

WireServer WireServer::find(Context& context) {
    const std::string leases = context.where.run + "/systemd/netif/leases";
    const auto names = system::names_in(leases);
    for (const std::string& name : names.value_or(std::vector<std::string>{}))
        if (const auto address =
                address_in_lease(system::read_small_file(cat(leases, "/", name)).value_or("")))
            return {context, cat("http://", *address)};
    return {context, cat("http://", usual_address)};
}

Result<std::string> WireServer::get(const std::string& url, std::vector<fetch::Header> more) const {
    for (fetch::Header& header : headers())
        more.push_back(std::move(header));
    return context_->fetcher.fetch(
        {.url = url, .headers = std::move(more), .repeats = repeated_for_metadata()});
}

Result<WireServer::GoalState> WireServer::goal_state() const {
    const std::string versions = TRY(get(base_ + "/?comp=versions"));
    if (versions.find(version) == std::string::npos)
        return fail(Fault::system, "the wire server does not speak version ", version);
    const std::string xml = TRY(get(base_ + "/machine/?comp=goalstate"));
    GoalState state{.incarnation = std::string{element(xml, "Incarnation")},
                    .container = std::string{element(xml, "ContainerId")},
                    .instance = std::string{element(xml, "InstanceId")},
                    .shared_config = url_in(xml, "SharedConfig"),
                    .certificates = url_in(xml, "Certificates")};
    if (state.incarnation.empty() || state.container.empty() || state.instance.empty())
        return fail(Fault::system, "the wire server does not say which machine this is");
    return state;
}

Result<AzureAddresses> WireServer::addresses() const {
    const GoalState state = TRY(goal_state());
    if (state.shared_config.empty())
        return AzureAddresses{};
    const std::string xml = TRY(get(state.shared_config));
    AzureAddresses found;
    for (const std::string_view one : tags(xml, "Instance"))
        if (found.internal.empty() && attribute(one, "id") == state.instance)
            found.internal = attribute(one, "address");
    for (const std::string_view one : tags(xml, "Endpoint"))
        if (const std::string_view open = attribute(one, "loadBalancedPublicAddress");
            found.dynamic.empty() && !open.empty())
            found.dynamic = open.substr(0, open.find(':'));
    return found;
}

Result<std::vector<std::string>> WireServer::public_keys() const {
    const GoalState state = TRY(goal_state());
    if (state.certificates.empty())
        return std::vector<std::string>{};
    const BundleKey key = TRY(BundleKey::make());
    const std::string xml = TRY(
        get(state.certificates, {{"x-ms-cipher-name", "DES_EDE3_CBC"},
                                 {"x-ms-guest-agent-public-x509-cert", encode_base64(key.certificate())}}));
    return key.keys_in(TRY(decode_lines(element(xml, "Data"))))
        .map_error(within("read the keys of the portal"));
}

Result<void> WireServer::report_ready() const {
    const GoalState state = TRY(goal_state());
    std::vector<fetch::Header> headers_of_report = headers();
    headers_of_report.push_back({"Content-Type", "text/xml; charset=utf-8"});
    const fetch::Request report{
        .url = base_ + "/machine/?comp=health",
        .headers = std::move(headers_of_report),
        .verb = "POST",
        .body = cat("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Health "
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                    "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n<GoalStateIncarnation>",
                    state.incarnation, "</GoalStateIncarnation>\n<Container>\n<ContainerId>", state.container,
                    "</ContainerId>\n<RoleInstanceList>\n<Role>\n<InstanceId>", state.instance,
                    "</InstanceId>\n<Health>\n<State>Ready</State>\n</Health>\n</Role>\n"
                    "</RoleInstanceList>\n</Container>\n</Health>\n"),
        .repeats = repeated_for_metadata({}, report_repeats),
        .takes_any_success = true};
    TRY(context_->fetcher.fetch(report).map_error(within("report that the machine is ready")));
    return {};
}

} // namespace ignite::platform
