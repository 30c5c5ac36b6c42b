#include "ignite/system/kernel_blocks.h"

#include "ignite/system/small_file.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace ignite::system {

namespace {

constexpr std::string_view class_directory = "/sys/class/block/";

std::string base_name(std::string_view path) { return std::string{path.substr(path.rfind('/') + 1)}; }

std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end == text.data())
        return std::nullopt;
    return number;
}

// What a one-line file of sysfs says; nothing when it is not there.
std::optional<std::string> attribute(const std::string& path) {
    auto text = read_small_file(path, 4096);
    if (!text)
        return std::nullopt;
    while (text->ends_with('\n'))
        text->pop_back();
    return *std::move(text);
}

std::optional<std::uint64_t> number_attribute(const std::string& path) {
    const auto text = attribute(path);
    return text ? to_number(*text) : std::nullopt;
}

std::vector<std::string> names_in(const std::string& directory) {
    struct Closer {
        void operator()(DIR* open) const { ::closedir(open); }
    };
    const std::unique_ptr<DIR, Closer> open{::opendir(directory.c_str())};
    std::vector<std::string> names;
    while (const dirent* entry = open ? ::readdir(open.get()) : nullptr)
        if (entry->d_name[0] != '.')
            names.emplace_back(entry->d_name);
    std::ranges::sort(names);
    return names;
}

std::string directory_of(std::string_view name) { return cat(class_directory, name); }

std::optional<std::string> mapper_name(std::string_view name) {
    return attribute(cat(directory_of(name), "/dm/name"));
}

// The partitions of "mpatha" are the mapped devices "mpathap1", "mpatha-part1" or, after a letter, "mpatha1".
std::optional<unsigned> number_behind(std::string_view partition, std::string_view disk) {
    if (!partition.starts_with(disk))
        return std::nullopt;
    std::string_view rest = partition.substr(disk.size());
    for (const std::string_view separator : {"-part", "p"})
        if (rest.starts_with(separator)) {
            rest.remove_prefix(separator.size());
            break;
        }
    if (rest.empty() || !std::ranges::all_of(rest, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return static_cast<unsigned>(to_number(rest).value_or(0));
}

std::vector<KernelPartition> mapped_partitions(const std::string& disk, const std::string& mapper) {
    std::vector<KernelPartition> out;
    for (const std::string& holder : names_in(directory_of(disk) + "/holders")) {
        const auto name = mapper_name(holder);
        const auto number = name ? number_behind(*name, mapper) : std::nullopt;
        if (number)
            // Where it begins is known to device-mapper only.
            out.push_back({*number, holder, 0, number_attribute(directory_of(holder) + "/size").value_or(0)});
    }
    return out;
}

// "\040" is how the kernel writes a blank in a path.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto is_octal = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '7';
        };
        if (text[i] == '\\' && is_octal(i + 1) && is_octal(i + 2) && is_octal(i + 3)) {
            out +=
                static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        if (end > 0)
            words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

std::optional<dev_t> device_number(const std::string& name) {
    const auto text = attribute(directory_of(name) + "/dev");
    if (!text)
        return std::nullopt;
    const auto colon = text->find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    const auto major = to_number(*text);
    const auto minor = to_number(std::string_view{*text}.substr(colon + 1));
    if (!major || !minor)
        return std::nullopt;
    return ::makedev(static_cast<unsigned>(*major), static_cast<unsigned>(*minor));
}

} // namespace

Result<std::string> kernel_name(const std::string& device) {
    struct stat status{};
    if (::stat(device.c_str(), &status) < 0)
        return tl::unexpected{Error::from_errno().within("look at ", device)};
    if (!S_ISBLK(status.st_mode))
        return fail(Fault::absent, device, " is not a block device");
    const std::string link = cat("/sys/dev/block/", major(status.st_rdev), ":", minor(status.st_rdev));
    char target[PATH_MAX];
    const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
    if (length < 0)
        return tl::unexpected{Error::from_errno().within("ask the kernel about ", device)};
    return base_name({target, static_cast<std::size_t>(length)});
}

std::vector<KernelPartition> kernel_partitions(const std::string& disk) {
    std::vector<KernelPartition> out;
    if (const auto mapper = mapper_name(disk)) {
        out = mapped_partitions(disk, *mapper);
    } else {
        for (const std::string& name : names_in(directory_of(disk))) {
            const std::string directory = cat(directory_of(disk), "/", name);
            const auto number =
                name.starts_with(disk) ? number_attribute(directory + "/partition") : std::nullopt;
            if (number)
                out.push_back({static_cast<unsigned>(*number), name,
                               number_attribute(directory + "/start").value_or(0),
                               number_attribute(directory + "/size").value_or(0)});
        }
    }
    std::ranges::sort(out, {}, &KernelPartition::number);
    return out;
}

std::vector<MappedDevice> mapped_devices() {
    std::vector<MappedDevice> out;
    for (const std::string& kernel : names_in(std::string{class_directory})) {
        auto name = mapper_name(kernel);
        if (!name)
            continue;
        MappedDevice device{.name = *std::move(name),
                            .uuid = attribute(directory_of(kernel) + "/dm/uuid").value_or(""),
                            .node = "/dev/" + kernel,
                            .slaves = names_in(directory_of(kernel) + "/slaves")};
        for (std::string& slave : device.slaves)
            slave.insert(0, "/dev/");
        out.push_back(std::move(device));
    }
    return out;
}

std::vector<KernelBlock> kernel_blocks() {
    std::vector<KernelBlock> out;
    for (const std::string& name : names_in(std::string{class_directory})) {
        const std::uint64_t length = number_attribute(directory_of(name) + "/size").value_or(0);
        const bool is_partition = number_attribute(directory_of(name) + "/partition").has_value();
        if (length > 0) // loop devices and drives with nothing in them
            out.push_back({name, is_partition, length});
    }
    return out;
}

// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
std::vector<MountedAt> parse_mountinfo(std::string_view text) {
    std::vector<MountedAt> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const auto words = words_of(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto dash = std::ranges::find(words, "-");
        if (words.size() < 7 || words.end() - dash < 3)
            continue;
        const auto colon = words[2].find(':');
        if (colon == std::string_view::npos)
            continue;
        out.push_back({::makedev(static_cast<unsigned>(to_number(words[2]).value_or(0)),
                                 static_cast<unsigned>(to_number(words[2].substr(colon + 1)).value_or(0))),
                       unescaped(words[3]), unescaped(words[4]), unescaped(dash[1]), unescaped(dash[2])});
    }
    return out;
}

// Filename                                Type            Size            Used            Priority
// /dev/vda2                               partition       65532           0               -2
std::vector<MountedAt> parse_swaps(std::string_view text) {
    std::vector<MountedAt> out;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        const std::string_view source = line.substr(0, line.find_first_of(" \t"));
        if (source.starts_with("/dev/"))
            out.push_back({.type = "swap", .source = unescaped(source)});
    }
    return out;
}

Result<std::vector<MountedAt>> mounts() {
    std::vector<MountedAt> out = parse_mountinfo(TRY(read_small_file("/proc/self/mountinfo")));
    // A kernel without swap has no such file.
    if (const auto swaps = read_small_file("/proc/swaps"))
        for (MountedAt& swap : parse_swaps(*swaps))
            out.push_back(std::move(swap));
    return out;
}

std::string use_of(const std::string& name, const std::vector<MountedAt>& mounts) {
    const auto number = device_number(name);
    const std::string node = "/dev/" + name;
    for (const MountedAt& mount : mounts) {
        bool same = number && !mount.place.empty() && mount.device == *number;
        if (!same && mount.source.starts_with('/')) {
            // btrfs shows a device number of its own, and the name it was made by, which may be an alias.
            char resolved[PATH_MAX];
            same = ::realpath(mount.source.c_str(), resolved) && node == resolved;
        }
        if (same)
            return mount.place.empty() ? "used as swap" : "mounted at " + mount.place;
    }
    // A mapped disk is held by its own partitions, which is no use of it.
    std::vector<KernelPartition> partitions;
    if (mapper_name(name))
        partitions = kernel_partitions(name);
    std::string holders;
    for (const std::string& holder : names_in(directory_of(name) + "/holders"))
        if (std::ranges::find(partitions, holder, &KernelPartition::name) == partitions.end())
            holders += cat(holders.empty() ? "held by " : ", ", holder);
    return holders;
}

} // namespace ignite::system
