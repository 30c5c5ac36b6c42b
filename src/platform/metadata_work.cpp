#include "metadata_work.h"

#include "azure_wire.h"
#include "interfaces.h"
#include "metadata_text.h"
#include "wait.h"

#include "ignite/core/letters.h"
#include "ignite/json/document.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <array>
#include <climits>

namespace ignite::platform {

namespace {

// 4 or 6; 0: it is no address.
int family_of(std::string_view text) {
    std::array<unsigned char, 16> bytes{};
    const std::string address{text.substr(0, text.find('/'))};
    if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
        return 4;
    return ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 ? 6 : 0;
}

std::string_view without_prefix_length(std::string_view address) {
    return address.substr(0, address.find('/'));
}

// The addresses of a network description of any of the layouts in use: what stands behind one of the keys, or
// as an element of the list behind it.
std::vector<std::string> addresses_in(std::string_view yaml, std::string_view key) {
    std::vector<std::string> found;
    bool is_in_list = false;
    while (!yaml.empty()) {
        const std::size_t end = yaml.find('\n');
        std::string_view line = trimmed(yaml.substr(0, end));
        yaml.remove_prefix(end == std::string_view::npos ? yaml.size() : end + 1);
        const bool is_element = line.starts_with("- ");
        if (is_element)
            line = trimmed(line.substr(2));
        if (line.starts_with(key) && line.substr(key.size()).starts_with(':')) {
            line = trimmed(line.substr(key.size() + 1));
            is_in_list = line.empty();
        } else if (!(is_in_list && is_element)) {
            is_in_list = false;
            continue;
        }
        if (line.starts_with('['))
            line = line.substr(1, line.find_first_of(",]") - 1);
        line = without_quotes(line);
        if (family_of(line) != 0)
            found.emplace_back(line);
    }
    return found;
}

// The first of each kind.
std::vector<Attribute> first_of_each(const std::vector<std::string>& addresses) {
    std::vector<Attribute> facts;
    for (const int family : {4, 6})
        for (const std::string& one : addresses)
            if (family_of(one) == family) {
                facts.push_back(
                    {.name = cat("IPV", family), .value = std::string{without_prefix_length(one)}});
                break;
            }
    return facts;
}

std::optional<json::Value> member(const json::Value& object, std::string_view name) {
    std::optional<json::Value> found;
    if (object.kind() == json::Kind::object)
        for (const json::Member one : object.members())
            if (one.key.is_text(name))
                found = one.value;
    return found;
}

std::string text_of(const std::optional<json::Value>& value) {
    return value && value->kind() == json::Kind::string ? value->text() : "";
}

} // namespace

Result<std::vector<Attribute>> azure_addresses(const Read&, Context& context) {
    const AzureAddresses found = TRY(WireServer::find(context).addresses());
    std::vector<Attribute> facts;
    if (!found.dynamic.empty())
        facts.push_back({.name = "IPV4_DYNAMIC", .value = found.dynamic});
    if (!found.internal.empty())
        facts.push_back({.name = "IPV4_VIRTUAL", .value = found.internal});
    return facts;
}

Result<std::vector<std::string>> azurestack_keys(Context& context) {
    return WireServer::find(context).public_keys();
}

Result<std::vector<Attribute>> hetzner_addresses(const Read& read, Context&) {
    std::vector<Attribute> facts;
    for (const std::string& one : addresses_in(TRY(read_if_there(read, "/hetzner/v1/metadata")), "address"))
        if (facts.empty() && family_of(one) == 6)
            facts.push_back({.name = "PUBLIC_IPV6", .value = std::string{without_prefix_length(one)}});
    unsigned count = 0;
    const std::string networks = TRY(read_if_there(read, "/hetzner/v1/metadata/private-networks"));
    for (const std::string& one : addresses_in(networks, "ip"))
        facts.push_back({.name = cat("PRIVATE_IPV4_", count++), .value = one});
    return facts;
}

// Counted per kind, in the order of the document.
Result<std::vector<Attribute>> packet_addresses(const Read& read, Context&) {
    const std::string text = TRY(read("/metadata"));
    const auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::system, "the metadata are no JSON");
    std::vector<Attribute> facts;
    const auto network = member(document->root(), "network");
    const auto addresses = network ? member(*network, "addresses") : std::nullopt;
    if (!addresses || addresses->kind() != json::Kind::array)
        return facts;
    std::array<unsigned, 4> counts{};
    for (const json::Value one : addresses->elements()) {
        const std::string address = text_of(member(one, "address"));
        const auto is_public = member(one, "public");
        const int family = family_of(address);
        if (family == 0 || !is_public)
            continue;
        const bool is_open = is_public->kind() == json::Kind::true_value;
        const unsigned number = counts[(family == 6 ? 2U : 0U) + (is_open ? 1U : 0U)]++;
        const std::string name = cat("IPV", family, is_open ? "_PUBLIC" : "_PRIVATE");
        facts.push_back({.name = cat(name, "_", number), .value = address});
        if (const std::string gateway = text_of(member(one, "gateway")); !gateway.empty())
            facts.push_back({.name = cat(name, "_GATEWAY_", number), .value = gateway});
    }
    return facts;
}

// The second card leads to the host; its address comes when the network of the real root does.
Result<std::vector<Attribute>> vagrant_facts(const Read&, Context& context) {
    constexpr unsigned most_looks = 30;
    char name[HOST_NAME_MAX + 1] = "";
    if (::gethostname(name, sizeof name) < 0)
        return tl::unexpected{Error::from_errno().within("ask for the host name")};
    for (unsigned look = 1;; ++look) {
        if (const std::string address = ipv4_of("eth1"); !address.empty())
            return std::vector<Attribute>{{.name = "HOSTNAME", .value = name},
                                          {.name = "PRIVATE_IPV4", .value = address}};
        if (look == most_looks)
            return fail(Fault::system, "the interface eth1 has no IPv4 address");
        pass(context, std::chrono::seconds{2});
    }
}

Result<std::vector<Attribute>> openstack_addresses(const Read& read, Context&) {
    const std::string text = TRY(read_if_there(read, "/openstack/latest/network_data.json"));
    if (text.empty())
        return std::vector<Attribute>{};
    return first_of_each(TRY(texts_at(text, "networks/*/ip_address")));
}

Result<std::vector<Attribute>> nocloud_addresses(const Read& read, Context&) {
    const std::string text = TRY(read_if_there(read, "/network-config"));
    std::vector<std::string> found = addresses_in(text, "address");
    for (std::string& one : addresses_in(text, "addresses"))
        found.push_back(std::move(one));
    return first_of_each(found);
}

} // namespace ignite::platform
