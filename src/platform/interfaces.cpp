#include "interfaces.h"

#include "ignite/core/handle.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>

namespace ignite::platform {

namespace {

using Addresses = Handle<ifaddrs, ::freeifaddrs>;

Addresses all_addresses() {
    ifaddrs* first = nullptr;
    return Addresses{::getifaddrs(&first) == 0 ? first : nullptr};
}

bool is_up(const ifaddrs& one, int family) {
    return one.ifa_addr != nullptr && one.ifa_addr->sa_family == family && (one.ifa_flags & IFF_UP) != 0;
}

bool is_loopback(const ifaddrs& one) {
    const auto* address = reinterpret_cast<const sockaddr_in*>(one.ifa_addr);
    return ntohl(address->sin_addr.s_addr) >> 24U == IN_LOOPBACKNET;
}

} // namespace

bool has_ipv4() {
    const Addresses all = all_addresses();
    if (!all)
        return true;
    for (const ifaddrs* one = all.get(); one != nullptr; one = one->ifa_next)
        if (is_up(*one, AF_INET) && !is_loopback(*one))
            return true;
    return false;
}

std::string ipv4_of(std::string_view interface) {
    const Addresses all = all_addresses();
    for (const ifaddrs* one = all.get(); one != nullptr; one = one->ifa_next) {
        char text[INET_ADDRSTRLEN] = "";
        if (interface == one->ifa_name && is_up(*one, AF_INET) &&
            ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr, text,
                        sizeof text) != nullptr)
            return text;
    }
    return {};
}

std::vector<std::string> ipv6_interfaces() {
    std::vector<std::string> names;
    const Addresses all = all_addresses();
    for (const ifaddrs* one = all.get(); one != nullptr; one = one->ifa_next)
        if (is_up(*one, AF_INET6) && (one->ifa_flags & IFF_LOOPBACK) == 0 &&
            std::ranges::find(names, one->ifa_name) == names.end())
            names.emplace_back(one->ifa_name);
    return names;
}

} // namespace ignite::platform
