#include "ignite/core/path.h"
#include "rules.h"

#include <string>
#include <unordered_map>

namespace ignite::config {

namespace {

template <class Visit>
void for_each_link(const Subject& subject, Visit&& visit) {
    const Place storage = Place::root() / "storage";
    const Place links = storage / "links";
    for (std::size_t i = 0; i < subject.config.storage.links.size(); ++i)
        visit(subject.config.storage.links[i], links / i);
}

// From 3.3.0 on a link without target is told so, and nothing else.
bool is_examined(const Link& link, const Subject& subject) {
    return is_true(link.hard) && (!subject.since({3, 3}) || is_set(link.target));
}

// The reference joins a relative target to the link's own path, not to the directory it is in.
std::string target_of(const Link& link) {
    const std::string target = link.target.value_or("");
    return target.starts_with('/') ? clean_path(target) : join_paths(link.path, target);
}

} // namespace

void links_have_a_target(const Subject& subject, Report& report) {
    for_each_link(subject, [&](const Link& link, const Place& place) {
        if (!is_set(link.target))
            report.fail("link-target-missing", place / "target", "a link needs a target");
    });
}

void hard_links_do_not_lead_to_directories(const Subject& subject, Report& report) {
    std::unordered_map<std::string_view, std::size_t> directories; // path: how many
    for (const Directory& directory : subject.config.storage.directories)
        ++directories[directory.path];
    for_each_link(subject, [&](const Link& link, const Place& place) {
        if (!is_examined(link, subject))
            return;
        const auto directory = directories.find(target_of(link));
        for (std::size_t i = 0; directory != directories.end() && i < directory->second; ++i)
            report.fail("hardlink-to-directory", place, "a hard link cannot lead to a directory");
    });
}

void hard_links_have_no_owner(const Subject& subject, Report& report) {
    for_each_link(subject, [&](const Link& link, const Place& place) {
        if (!is_examined(link, subject))
            return;
        const auto warn = [&](bool given, const Place& where) {
            if (given)
                report.warn("hardlink-owner", where, "a hard link has the owner of what it leads to");
        };
        warn(link.user.id.has_value(), place / "user" / "id");
        warn(link.user.name.has_value(), place / "user" / "name");
        warn(link.group.id.has_value(), place / "group" / "id");
        warn(link.group.name.has_value(), place / "group" / "name");
    });
}

} // namespace ignite::config
