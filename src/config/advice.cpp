#include "ignite/config/advice.h"

#include "field.h"
#include "ignite/core/path.h"
#include "ignite/core/url.h"
#include "nodes.h"
#include "resources.h"
#include "rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

namespace ignite::config {

namespace {

// What the providers document for user data as it is handed over, before any encoding of theirs.
constexpr std::array limits = {
    PlatformLimit{"aws", 16 * 1024},
    PlatformLimit{"azure", 64 * 1024 - 1},
    PlatformLimit{"azurestack", 64 * 1024 - 1},
    PlatformLimit{"digitalocean", 64 * 1024},
    PlatformLimit{"exoscale", 32 * 1024},
    PlatformLimit{"gcp", 256 * 1024},
    PlatformLimit{"hetzner", 32 * 1024},
    PlatformLimit{"openstack", 48 * 1024 - 3}, // 65535 bytes of base64
    PlatformLimit{"virtualbox", 128 * 1024},
};

// Names that the kernel gives in the order in which disks answer, which may be another at the next boot.
// Virtio disks are let off: they often have no other name.
bool is_kernel_name(std::string_view device) {
    constexpr std::array<std::string_view, 4> beginnings = {"/dev/sd", "/dev/hd", "/dev/nvme", "/dev/mmcblk"};
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) {
        return device.starts_with(beginning) && device.find('/', beginning.size()) == std::string_view::npos;
    });
}

void warn_of_kernel_name(std::string_view device, const Place& place, Report& report) {
    if (is_kernel_name(device))
        report.warn("kernel-disk-name", place, cat(device, " may be another disk at another boot")).hint =
            "use a link below /dev/disk, such as /dev/disk/by-id/…";
}

void devices_have_lasting_names(const Config& config, const Circumstances&, Report& report) {
    const Place storage = Place::root() / "storage";
    const auto each = [&](const auto& list, const Place& place) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Place here = place / i;
            const OptionalText device = list[i].device;
            warn_of_kernel_name(device.value_or(""), here / "device", report);
        }
    };
    each(config.storage.disks, storage / "disks");
    each(config.storage.filesystems, storage / "filesystems");
    each(config.storage.luks, storage / "luks");
    const Place raid = storage / "raid";
    for (std::size_t i = 0; i < config.storage.raid.size(); ++i)
        for (std::size_t device = 0; device < config.storage.raid[i].devices.size(); ++device)
            warn_of_kernel_name(config.storage.raid[i].devices[device], raid / i / "devices" / device,
                                report);
}

void configs_are_fetched_safely(const Config& config, const Circumstances&, Report& report) {
    for_each_resource(config, [&](const Resource& resource, Use use, const Place& place) {
        const bool is_config = use == Use::merge || use == Use::replace;
        if (!is_config || !resource.source || is_set(resource.verification.hash))
            return;
        const Result<Url> url = parse_url(*resource.source);
        if (url && (url->scheme == "http" || url->scheme == "tftp"))
            report
                .warn("config-over-http", place / "source",
                      "whoever is between can change this config: nothing protects or verifies it")
                .hint = "use https, or give verification.hash";
    });
}

// The home directory a path is in, or nothing.
std::string_view home_of(std::string_view path, const std::vector<std::string>& homes) {
    for (const std::string& home : homes)
        if (is_below(path, home))
            return home;
    constexpr std::string_view all_homes = "/home/";
    return path.starts_with(all_homes) ? path.substr(0, path.find('/', all_homes.size()))
                                       : std::string_view{};
}

// Directories that no config lists are made as root's, so that a user cannot write into parts of the own
// home.
void directories_in_homes_are_listed(const Config& config, const Circumstances&, Report& report) {
    std::vector<std::string> homes;
    for (const User& user : config.passwd.users)
        if (is_set(user.home_dir) && *user.home_dir != "/" && user.name != "root")
            homes.push_back(*user.home_dir);
    std::unordered_set<std::string_view> listed;
    for (const Directory& directory : config.storage.directories)
        listed.insert(directory.path);
    std::set<std::string, std::less<>> warned;
    for_each_node(config.storage, [&](const Node& node, const Place& place) {
        const std::string_view home = home_of(node.path, homes);
        for (std::string_view parent = parent_of(node.path); !home.empty() && is_below(parent, home);
             parent = parent_of(parent))
            if (!listed.contains(parent) && warned.emplace(parent).second)
                report
                    .warn("home-parent", place / "path",
                          cat("the directory ", parent, " would belong to root"))
                    .hint = "list it in storage.directories with its user";
    });
}

void user_data_fits(const Config&, const Circumstances& circumstances, Report& report) {
    const std::uint64_t limit = user_data_limit(circumstances.platform);
    if (limit != 0 && circumstances.bytes > limit)
        report
            .warn("user-data-size", Place::root(),
                  cat("the config has ", circumstances.bytes, " bytes, and user data of ",
                      circumstances.platform, " at most ", limit))
            .hint = "put parts of it elsewhere and refer to them with ignition.config.merge";
}

using Advise = void (*)(const Config&, const Circumstances&, Report&);

// To add advice, write the function, add its row, and its code to the table below.
constexpr std::array advice = {
    Advise{devices_have_lasting_names},
    Advise{configs_are_fetched_safely},
    Advise{directories_in_homes_are_listed},
    Advise{user_data_fits},
};

constexpr std::array codes = {
    AdviceCode{"kernel-disk-name",
               "a device is named by the kernel's name, which may change from boot to boot"},
    AdviceCode{"config-over-http", "another config is fetched without encryption and without a hash"},
    AdviceCode{"home-parent", "a directory in a home is not listed and would belong to root"},
    AdviceCode{"user-data-size", "the config is larger than the platform's user data may be"},
};

} // namespace

Report advise(const Config& config, const Circumstances& circumstances) {
    Report report;
    for (const Advise& function : advice)
        function(config, circumstances, report);
    for (Finding& finding : report.findings())
        finding.voice = Voice::ours;
    return report;
}

std::span<const AdviceCode> advice_codes() { return codes; }

std::span<const PlatformLimit> platform_limits() { return limits; }

std::uint64_t user_data_limit(std::string_view platform) {
    const auto* const found = std::ranges::find(limits, platform, &PlatformLimit::platform);
    return found == limits.end() ? 0 : found->bytes;
}

} // namespace ignite::config
