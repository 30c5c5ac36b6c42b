#include "enablement.h"

#include "ignite/core/handle.h"
#include "ignite/core/letters.h"
#include "ignite/core/path.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ignite::probe {

namespace {

using system::RootDir;

// systemd.unit(5), those of lower priority last.
constexpr std::array<std::string_view, 13> unit_directories = {
    "/etc/systemd/system.control",   "/run/systemd/system.control",  "/run/systemd/transient",
    "/run/systemd/generator.early",  "/etc/systemd/system",          "/etc/systemd/system.attached",
    "/run/systemd/system",           "/run/systemd/system.attached", "/run/systemd/generator",
    "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",      "/lib/systemd/system",
    "/run/systemd/generator.late"};

constexpr std::size_t largest_unit = 1024UL * 1024; // bytes

struct Entry {
    std::string name;
    unsigned char type; // DT_REG, …
};

// Nothing where there is no such directory.
std::vector<Entry> entries_of(const RootDir& root, const std::string& path) {
    std::vector<Entry> entries;
    Result<system::Fd> opened = root.open_followed(path, O_RDONLY | O_DIRECTORY);
    if (!opened)
        return entries;
    const Handle<DIR, ::closedir> listing{::fdopendir(std::move(*opened).release())};
    while (const dirent* entry =
               listing ? ::readdir(listing.get()) : nullptr) // NOLINT(concurrency-mt-unsafe): no threads
        if (const std::string_view name = entry->d_name; name != "." && name != "..")
            entries.push_back({std::string{name}, entry->d_type});
    return entries;
}

// Whether a line of the text sets one of these keys to something, in the section [Install].
bool installs_itself(std::string_view text) {
    constexpr std::array<std::string_view, 3> keys = {"WantedBy=", "RequiredBy=", "Alias="};
    bool in_section = false;
    while (!text.empty()) {
        const std::string_view line = trimmed(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        if (line.starts_with('['))
            in_section = line == "[Install]";
        else if (in_section && std::ranges::any_of(keys, [&](std::string_view key) {
                     return line.starts_with(key) && line.size() > key.size();
                 }))
            return true;
    }
    return false;
}

// All directories of units, looked at once.
class UnitFiles {
public:
    explicit UnitFiles(const RootDir& root) : root_{root} {
        for (const std::string_view directory : unit_directories)
            look_into(std::string{directory});
    }

    // True only for what cannot be in doubt: a unit that is not there at all, or that wants to be installed
    // somewhere and is not. Whatever is linked, aliased, masked, an instance, … is not for us to judge.
    bool is_surely_not_enabled(const std::string& unit) {
        if (unit.find('@') != std::string::npos || linked_.contains(unit))
            return false;
        const auto first = first_.find(unit);
        if (first == first_.end())
            return true;
        if (first->second.type != DT_REG || is_changed_by_dropins(unit))
            return false;
        const Result<std::string> text =
            root_.read_file(join_paths(first->second.directory, unit), largest_unit);
        return text && installs_itself(*text);
    }

private:
    struct Place {
        std::string directory;
        unsigned char type;
    };

    void look_into(const std::string& directory) {
        for (Entry& entry : entries_of(root_, directory)) {
            if (entry.type == DT_LNK) {
                note_link(directory, entry.name);
            } else if (entry.type == DT_DIR &&
                       (entry.name.ends_with(".wants") || entry.name.ends_with(".requires") ||
                        entry.name.ends_with(".upholds"))) {
                const std::string below = join_paths(directory, entry.name);
                for (const Entry& link : entries_of(root_, below))
                    note_link(below, link.name);
            } else if (entry.type == DT_DIR && entry.name.ends_with(".d")) {
                dropins_[entry.name].push_back(join_paths(directory, entry.name));
            }
            first_.try_emplace(std::move(entry.name), Place{directory, entry.type});
        }
    }

    void note_link(const std::string& directory, const std::string& name) {
        if (const Result<std::string> target = root_.read_link(join_paths(directory, name)))
            linked_.emplace(name_of(*target));
        linked_.insert(name);
    }

    // "a-b.service" takes those of "a-b.service.d", "a-.service.d" and "service.d".
    bool is_changed_by_dropins(const std::string& unit) {
        const std::size_t dot = unit.rfind('.');
        if (dot == std::string::npos)
            return true;
        const std::string type = unit.substr(dot);
        if (has_install_section(cat(unit, ".d")) || has_install_section(cat(type.substr(1), ".d")))
            return true;
        for (std::size_t dash = unit.find('-'); dash < dot; dash = unit.find('-', dash + 1))
            if (has_install_section(cat(unit.substr(0, dash + 1), type, ".d")))
                return true;
        return false;
    }

    bool has_install_section(const std::string& dropins) const {
        const auto found = dropins_.find(dropins);
        if (found == dropins_.end())
            return false;
        return std::ranges::any_of(found->second, [&](const std::string& directory) {
            return std::ranges::any_of(entries_of(root_, directory), [&](const Entry& entry) {
                const Result<std::string> text =
                    root_.read_file(join_paths(directory, entry.name), largest_unit);
                return !text || text->find("[Install]") != std::string::npos;
            });
        });
    }

    const RootDir& root_;
    std::unordered_map<std::string, Place> first_; // where the unit of this name is taken from
    std::unordered_map<std::string, std::vector<std::string>> dropins_; // directories, by name
    std::unordered_set<std::string> linked_; // names of links, and of what they lead to
};

// What `systemctl is-enabled` prints for a unit and counts as a yes.
bool is_yes(std::string_view state) {
    static constexpr std::array<std::string_view, 6> all = {"enabled", "enabled-runtime", "static",
                                                            "alias",   "indirect",        "generated"};
    return std::ranges::find(all, state) != all.end();
}

Result<system::Outcome> run_tool(std::span<const std::string> units, const RootDir& root,
                                 system::ProcessStarter& processes) {
    system::Command command{.program = "systemctl",
                            .arguments = {"--root", root.path().empty() ? "/" : root.path(), "is-enabled"}};
    command.arguments.insert(command.arguments.end(), units.begin(), units.end());
    return processes.run(command).map_error(within("ask whether unit ", units.front(), " is enabled"));
}

// The tool takes many units, prints a line for each, and older ones stop at the first that is not there. So:
// that one alone, for which the exit status speaks, and on from behind it.
Result<void> ask_tool(std::span<const std::string> units, const RootDir& root,
                      system::ProcessStarter& processes, std::map<std::string, bool>& enabled) {
    constexpr std::size_t most_units = 1000; // to a command line
    while (!units.empty()) {
        const std::span<const std::string> some = units.first(std::min(units.size(), most_units));
        const system::Outcome outcome = TRY(run_tool(some, root, processes));
        if (some.size() == 1) {
            enabled[some.front()] = outcome.status == 0;
            return {};
        }
        std::string_view left = outcome.out;
        std::size_t answered = 0;
        for (; answered < some.size() && !left.empty(); ++answered) {
            const std::string_view state = left.substr(0, left.find('\n'));
            left.remove_prefix(std::min(state.size() + 1, left.size()));
            enabled[some[answered]] = is_yes(state);
        }
        if (answered < some.size()) {
            enabled[some[answered]] = TRY(run_tool(some.subspan(answered, 1), root, processes)).status == 0;
            ++answered;
        }
        units = units.subspan(answered);
    }
    return {};
}

} // namespace

Result<void> probe_enabled(std::span<const std::string> units, const RootDir& root,
                           system::ProcessStarter& processes, std::map<std::string, bool>& enabled) {
    if (units.empty())
        return {};
    // The tool is the judge. Of many units it would look for each in all directories anew.
    constexpr std::size_t few = 8;
    if (units.size() <= few && processes.has("systemctl")) {
        for (const std::string& unit : units)
            enabled[unit] = TRY(run_tool({&unit, 1}, root, processes)).status == 0;
        return {};
    }
    UnitFiles files{root};
    std::vector<std::string> doubtful;
    for (const std::string& unit : units)
        if (files.is_surely_not_enabled(unit))
            enabled[unit] = false;
        else
            doubtful.push_back(unit);
    return ask_tool(doubtful, root, processes, enabled);
}

} // namespace ignite::probe
