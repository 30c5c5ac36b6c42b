#include "cloudstack.h"

#include "ignite/system/directory.h"
#include "ignite/system/small_file.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ignite::platform {

namespace {

// Where DHCP clients leave what they learned, and what stands before the address of the server.
struct Leases {
    std::string_view directory; // under /run
    std::string_view key;
};

constexpr std::array lease_places = {
    Leases{"/systemd/netif/leases", "SERVER_ADDRESS="},
    Leases{"/NetworkManager/devices", "dhcp_server_identifier="},
    Leases{"/initramfs", "dhcp-server-identifier "}, // dracut's dhclient: the last one counts
};

// Those whose names begin with a dot are still being written.
std::vector<std::string> files_in(const std::string& path) {
    std::vector<std::string> files = system::names_in(path).value_or(std::vector<std::string>{});
    std::erase_if(files, [](const std::string& name) { return name.starts_with('.'); });
    std::ranges::transform(files, files.begin(),
                           [&](const std::string& name) { return cat(path, "/", name); });
    return files;
}

// As it stands in a URL; nothing when it is no address.
std::optional<std::string> host_of(std::string_view word) {
    std::string address{word.substr(0, word.find_first_of(" ;\r\n"))};
    in6_addr parsed{};
    if (::inet_pton(AF_INET, address.c_str(), &parsed) == 1)
        return address;
    if (::inet_pton(AF_INET6, address.c_str(), &parsed) == 1)
        return cat("[", address, "]");
    return std::nullopt;
}

std::optional<std::string> server_in(std::string_view lease, std::string_view key) {
    const std::size_t place = lease.rfind(key);
    return place == std::string_view::npos ? std::nullopt : host_of(lease.substr(place + key.size()));
}

} // namespace

std::vector<std::string> cloudstack_routers(Context& context) {
    constexpr std::size_t largest_lease = 256UL * 1024; // bytes
    std::vector<std::string> bases;
    for (const Leases& leases : lease_places)
        for (const std::string& file : files_in(cat(context.where.run, leases.directory))) {
            const Result<std::string> text = system::read_small_file(file, largest_lease);
            const std::optional<std::string> server = text ? server_in(*text, leases.key) : std::nullopt;
            if (!server)
                continue;
            std::string base = cat("http://", *server);
            if (std::ranges::find(bases, base) == bases.end())
                bases.push_back(std::move(base));
        }
    return bases;
}

} // namespace ignite::platform
