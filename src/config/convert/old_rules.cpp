#include "old_rules.h"

#include "../rules.h"
#include "../unit_text.h"
#include "../unset.h"
#include "ignite/core/quoted.h"
#include "ignite/core/url.h"
#include "old_fields.h"

#include <algorithm>
#include <array>
#include <span>

namespace ignite::config::old {

namespace {

Finding& refuse(Report& report, std::string_view code, std::string place, std::string text) {
    return report.add(Severity::error, code, std::move(place), std::move(text));
}

// ---- resources

template <class Visit>
void for_each_resource(const Config& config, Visit&& visit) {
    const References& references = config.ignition.config;
    for (std::size_t i = 0; i < references.append.size(); ++i)
        visit(references.append[i], cat("$.ignition.config.append.", i));
    visit(references.replace, "$.ignition.config.replace");
    const std::vector<Resource>& authorities = config.ignition.security.tls.certificate_authorities;
    for (std::size_t i = 0; i < authorities.size(); ++i)
        visit(authorities[i], cat("$.ignition.security.tls.certificateAuthorities.", i));
    for (const File& file : config.storage.files)
        visit(file.contents, cat(file.place, ".contents"));
}

struct Scheme {
    std::string_view name;
    Version since;
};

constexpr std::array schemes = {
    Scheme{"http", v1}, Scheme{"https", v1},  Scheme{"data", v1},
    Scheme{"oem", v1},  Scheme{"tftp", v2_1}, Scheme{"s3", v2_1},
};

// What is wrong with a URL beside its scheme is told by the new rules.
void schemes_are_known(const Config& config, Version version, Report& report) {
    for_each_resource(config, [&](const Resource& resource, const std::string& place) {
        if (!is_set(resource.source))
            return;
        const Result<Url> url = parse_url(*resource.source);
        if (!url)
            return;
        const auto* const scheme = std::ranges::find(schemes, std::string_view{url->scheme}, &Scheme::name);
        if (scheme == schemes.end() || version < scheme->since)
            refuse(report, "url-scheme", cat(place, ".source"),
                   cat("the scheme ", quoted(url->scheme), " is none of this version of the spec"));
    });
}

void hashes_are_sha512(const Config& config, Version, Report& report) {
    for_each_resource(config, [&](const Resource& resource, const std::string& place) {
        if (is_set(resource.verification.hash) && resource.verification.hash->starts_with("sha256-"))
            refuse(report, "hash-function", cat(place, ".verification.hash"),
                   "the old specs know sha512 only");
    });
}

// ---- users and groups

// Empty words and false are as good as nothing.
bool is_given(const User& user, const Field& field) {
    switch (field.kind) {
    case FieldKind::optional_text:
        return is_set(field.of<OptionalText>(&user));
    case FieldKind::optional_flag:
        return is_true(field.of<OptionalFlag>(&user));
    default:
        return !is_unset(&user, field);
    }
}

void accounts_are_described_once(const Config& config, Version, Report& report) {
    for (std::size_t i = 0; i < config.passwd.users.size(); ++i) {
        const User& user = config.passwd.users[i];
        if (!user.create.given)
            continue;
        for (const Field& field : user_creation_fields)
            if (is_given(user, field))
                refuse(report, "create-and-user", cat("$.passwd.users.", i, ".", field.key),
                       cat(field.key, " is given beside the object create"))
                    .hint = "give everything in the user, and leave out create";
    }
}

// Until 2.1.0 they are unsigned numbers.
void ids_are_not_negative(const Config& config, Version version, Report& report) {
    if (version >= v2_1)
        return;
    const auto check = [&](const OptionalNumber& id, std::string place) {
        if (id.value_or(0) < 0)
            refuse(report, "id-negative", std::move(place), "an id cannot be negative");
    };
    for (std::size_t i = 0; i < config.passwd.users.size(); ++i)
        check(config.passwd.users[i].create.uid, cat("$.passwd.users.", i, ".create.uid"));
    for (std::size_t i = 0; i < config.passwd.groups.size(); ++i)
        check(config.passwd.groups[i].gid, cat("$.passwd.groups.", i, ".gid"));
}

// ---- nodes

template <class Visit>
void for_each_node(const Storage& storage, Visit&& visit) {
    std::ranges::for_each(storage.directories, visit);
    std::ranges::for_each(storage.files, visit);
    std::ranges::for_each(storage.links, visit);
}

void nodes_are_on_a_filesystem(const Config& config, Version, Report& report) {
    for_each_node(config.storage, [&](const Node& node) {
        if (node.filesystem.empty())
            refuse(report, "filesystem-missing", node.place, "it does not say on which filesystem it is")
                .hint = "the one that everything else is below is named root";
    });
}

void node_paths_are_absolute(const Config& config, Version, Report& report) {
    for_each_node(config.storage, [&](const Node& node) {
        if (node.path.empty())
            refuse(report, "path-missing", cat(node.place, ".path"), "a path is missing");
        else if (!node.path.starts_with('/'))
            refuse(report, "path-relative", cat(node.place, ".path"), "the path must be absolute").hint =
                "begin it with a slash";
    });
}

void appending_overwrites_nothing(const Config& config, Version, Report& report) {
    for (const File& file : config.storage.files)
        if (is_true(file.append) && is_true(file.overwrite))
            refuse(report, "append-and-overwrite", file.place,
                   "a file is appended to, or what is there is overwritten, but not both");
}

// The new spec takes them until 3.3.0, but what it is translated to never does.
void links_have_a_target(const Config& config, Version, Report& report) {
    for (const Link& link : config.storage.links)
        if (link.target.empty())
            refuse(report, "link-target-missing", cat(link.place, ".target"), "a link leads somewhere");
}

// ---- disks

void sizes_are_in_mebibytes(const Config& config, Version version, Report& report) {
    const std::string_view hint = version < v2_3 ? "use version 2.3.0 of the spec, and startMiB and sizeMiB"
                                                 : "use startMiB and sizeMiB";
    for (std::size_t i = 0; i < config.storage.disks.size(); ++i)
        for (std::size_t j = 0; j < config.storage.disks[i].partitions.size(); ++j) {
            const Partition& partition = config.storage.disks[i].partitions[j];
            const auto check = [&](std::int64_t sectors, std::string_view key) {
                if (sectors != 0)
                    refuse(report, "partition-in-sectors",
                           cat("$.storage.disks.", i, ".partitions.", j, ".", key),
                           cat(key, " counts sectors, of a size that only the disk knows"))
                        .hint = hint;
            };
            check(partition.size, "size");
            check(partition.start, "start");
        }
}

void absent_partitions_stand_without_unnumbered(const Config& config, Version, Report& report) {
    for (std::size_t i = 0; i < config.storage.disks.size(); ++i) {
        const std::vector<Partition>& partitions = config.storage.disks[i].partitions;
        const bool some_absent = std::ranges::any_of(
            partitions, [](const Partition& one) { return !one.should_exist.value_or(true); });
        const bool some_unnumbered =
            std::ranges::any_of(partitions, [](const Partition& one) { return one.number == 0; });
        if (some_absent && some_unnumbered)
            refuse(report, "absent-and-unnumbered", cat("$.storage.disks.", i, ".partitions"),
                   "a partition without number cannot stand beside one that should not exist");
    }
}

// ---- units of networkd

void check_network_name(std::string_view name, std::span<const std::string_view> endings, std::string place,
                        Report& report) {
    const auto ends = [&](std::string_view ending) { return name.ends_with(ending); };
    if (std::ranges::none_of(endings, ends))
        refuse(report, "network-unit-extension", std::move(place), cat(quoted(name), " is no name for it"))
            .hint =
            endings.size() > 1 ? "the name ends in .link, .netdev or .network" : "the name ends in .conf";
}

void check_text(const OptionalText& contents, std::string place, Report& report) {
    const UnitText text = contents ? read_unit_text(*contents) : UnitText{};
    if (text.wrong)
        refuse(report, "unit-syntax", std::move(place), cat("not a unit file: ", text.wrong));
}

void network_units_are_well_formed(const Config& config, Version, Report& report) {
    static constexpr std::array<std::string_view, 3> unit_endings = {".link", ".netdev", ".network"};
    static constexpr std::array<std::string_view, 1> dropin_endings = {".conf"};
    for (std::size_t i = 0; i < config.networkd.units.size(); ++i) {
        const NetworkUnit& unit = config.networkd.units[i];
        const std::string place = cat("$.networkd.units.", i);
        check_text(unit.contents, cat(place, ".contents"), report);
        check_network_name(unit.name, unit_endings, cat(place, ".name"), report);
        for (std::size_t j = 0; j < unit.dropins.size(); ++j) {
            const std::string dropin = cat(place, ".dropins.", j);
            check_text(unit.dropins[j].contents, cat(dropin, ".contents"), report);
            check_network_name(unit.dropins[j].name, dropin_endings, cat(dropin, ".name"), report);
        }
    }
}

constexpr std::array rules = {
    schemes_are_known,
    hashes_are_sha512,
    accounts_are_described_once,
    ids_are_not_negative,
    filesystems_are_mounted_once,
    filesystem_paths_are_absolute,
    filesystems_have_a_device,
    filesystem_formats_are_known,
    filesystem_labels_fit,
    filesystems_are_made_by_force,
    creation_stands_alone,
    filesystem_names_are_unique,
    nodes_are_on_a_filesystem,
    node_paths_are_absolute,
    appending_overwrites_nothing,
    links_have_a_target,
    sizes_are_in_mebibytes,
    absent_partitions_stand_without_unnumbered,
    network_units_are_well_formed,
};

} // namespace

void check_old_rules(const Config& config, Version version, Report& report) {
    for (const auto rule : rules)
        rule(config, version, report);
}

} // namespace ignite::config::old
