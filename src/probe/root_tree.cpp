#include "ignite/probe/root_tree.h"

#include "accounts.h"
#include "enablement.h"
#include "ignite/core/path.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"
#include "ignite/plan/record.h"
#include "ignite/system/root_dir.h"
#include "ignite/system/side_by_side.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <span>

namespace ignite::probe {

namespace {

using plan::NodeFound;
using plan::NodeKind;
using plan::NodeState;
using system::RootDir;

constexpr std::size_t largest_record = 256UL * 1024 * 1024; // bytes
constexpr std::size_t largest_contents = 16UL * 1024 * 1024;
constexpr std::string_view selinux_settings = "/etc/selinux/config";

NodeKind kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG:
        return NodeKind::file;
    case S_IFDIR:
        return NodeKind::directory;
    case S_IFLNK:
        return NodeKind::symlink;
    default:
        return NodeKind::other;
    }
}

NodeState state_of(const struct stat& found) {
    return {.kind = kind_of(found.st_mode),
            .size = S_ISREG(found.st_mode) ? static_cast<std::uint64_t>(found.st_size) : 0,
            .uid = found.st_uid,
            .gid = found.st_gid,
            .mode = found.st_mode & 07777,
            .device = found.st_dev,
            .inode = found.st_ino,
            .text = {}};
}

// Absent is nothing, whatever else goes wrong is wrong.
Result<std::optional<std::string>> read_if_there(const RootDir& root, std::string_view path,
                                                 std::size_t limit) {
    Result<std::string> text = root.read_file(path, limit);
    if (text)
        return std::optional{*std::move(text)};
    if (text.error().fault() == Fault::absent)
        return std::nullopt;
    return tl::unexpected{std::move(text).error()};
}

// A config names many nodes of few directories, so the last ones asked for are kept open.
class NodeProber {
public:
    NodeProber(const RootDir& root, const plan::Record& record) : root_{root}, record_{record} {}

    Result<NodeFound> look(const std::string& path, bool with_contents) {
        const std::string clean = join_paths("/", path);
        NodeFound found;
        found.path = clean;
        if (clean != "/") {
            const Parent& parent = *TRY(parent_of_node(clean));
            found.path = join_paths(parent.path, name_of(clean));
            if (parent.directory)
                if (const std::optional<struct stat> node = TRY(root_.look_in(parent.directory, found.path)))
                    found.now = state_of(*node);
            if (found.now.kind == NodeKind::absent)
                found.first_missing = parent.directory ? found.path : parent.first_missing;
        } else if (const std::optional<struct stat> node = TRY(root_.look(clean))) {
            found.now = state_of(*node);
        }
        if (found.now.kind == NodeKind::symlink)
            found.now.text = TRY(root_.read_link(found.path));
        if (with_contents && found.now.kind == NodeKind::file)
            found.now.text = TRY(root_.read_file(found.path, largest_contents));
        const auto original = record_.originals.find(found.path);
        found.before = original == record_.originals.end() ? found.now : original->second;
        return found;
    }

private:
    struct Parent {
        std::string asked;
        std::string path;          // resolved
        system::Fd directory;      // open, when it is there
        std::string first_missing; // when it is not
    };

    Result<const Parent*> parent_of_node(const std::string& path) { return directory(parent_of(path)); }

    Result<const Parent*> directory(std::string_view asked) {
        if (const auto known = std::ranges::find(last_, asked, &Parent::asked); known != last_.end())
            return &*known;
        Parent found = TRY(look_from_above(asked));
        if (last_.size() == most_kept)
            last_.pop_front();
        return &last_.emplace_back(std::move(found));
    }

    // One step from the directory above it is enough, unless it is a link.
    Result<Parent> look_from_above(std::string_view asked) {
        if (asked == "/")
            return resolved(asked);
        const Parent& above = *TRY(directory(parent_of(asked)));
        Parent found{.asked = std::string{asked},
                     .path = join_paths(above.path, name_of(asked)),
                     .directory = {},
                     .first_missing = above.first_missing};
        if (!above.directory)
            return found;
        found.directory = system::Fd{::openat(above.directory.number(), std::string{name_of(asked)}.c_str(),
                                              O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
        if (found.directory)
            return found;
        if (errno != ENOENT)
            return resolved(asked);
        found.first_missing = found.path;
        return found;
    }

    // By the kernel, from the root on.
    Result<Parent> resolved(std::string_view asked) {
        // Resolving follows parents only, so the directory is asked for by way of something below it.
        const std::string below = TRY(root_.resolve(cat(asked, "/.ignite")));
        Parent found{.asked = std::string{asked},
                     .path = std::string{parent_of(below)},
                     .directory = {},
                     .first_missing = {}};
        Result<system::Fd> opened = root_.open_directory(found.path);
        if (opened)
            found.directory = std::move(*opened);
        else if (opened.error().fault() == Fault::absent)
            found.first_missing = TRY(first_missing(found.path));
        else
            return tl::unexpected{std::move(opened).error()};
        return found;
    }

    Result<std::string> first_missing(const std::string& path) const {
        std::string missing = path;
        for (std::string above{parent_of(path)}; above != "/"; above = parent_of(above)) {
            if (TRY(root_.look(above)))
                break;
            missing = above;
        }
        return missing;
    }

    const RootDir& root_;
    const plan::Record& record_;
    static constexpr std::size_t most_kept = 8;
    std::deque<Parent> last_;
};

Result<std::optional<std::string>> policy_of(const RootDir& root) {
    const std::optional<std::string> settings = TRY(read_if_there(root, selinux_settings, largest_contents));
    if (!settings)
        return std::nullopt;
    std::string type;
    bool enabled = true;
    std::string_view left = *settings;
    while (!left.empty()) {
        const std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        constexpr std::string_view type_key = "SELINUXTYPE=";
        if (type.empty() && line.starts_with(type_key))
            type = line.substr(type_key.size());
        if (line.starts_with("SELINUX=disabled"))
            enabled = false;
    }
    while (type.ends_with(' ') || type.ends_with('\r') || type.ends_with('\t'))
        type.pop_back();
    if (!enabled)
        return std::nullopt;
    if (type.empty())
        return fail(Fault::config, root.outside(selinux_settings), " names no SELINUXTYPE");
    const std::string contexts = join_paths("/etc/selinux", cat(type, "/contexts/files/file_contexts"));
    if (!TRY(root.look(contexts)))
        return std::nullopt;
    return type;
}

void write_indented(json::Value value, json::Writer& out) {
    switch (value.kind()) {
    case json::Kind::object:
        out.begin_object();
        for (const json::Member member : value.members()) {
            out.key(member.key.text());
            write_indented(member.value, out);
        }
        out.end_object();
        break;
    case json::Kind::array:
        out.begin_array();
        for (const json::Value element : value.elements())
            write_indented(element, out);
        out.end_array();
        break;
    default:
        out.raw(value.raw());
    }
}

Result<std::string> indented_report(const RootDir& root, const std::string& text) {
    const auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::system, root.outside(plan::result_path),
                    ", the result of an earlier run, is not JSON: ", document.error().text, " at byte ",
                    document.error().offset);
    std::string out;
    json::Writer writer{out, json::Layout::indented};
    write_indented(document->root(), writer);
    return out;
}

// Answers about some of the paths, in their order, as far as there are any.
struct Part {
    std::span<const std::string> paths;
    std::vector<NodeFound> found;
    std::optional<Error> wrong; // with the path behind those that were found

    void look(const RootDir& root, const plan::Record& record, const std::set<std::string>& with_contents) {
        NodeProber prober{root, record};
        found.reserve(paths.size());
        for (const std::string& path : paths) {
            Result<NodeFound> one = prober.look(path, with_contents.contains(path));
            if (!one) {
                wrong = std::move(one).error();
                return;
            }
            found.push_back(*std::move(one));
        }
    }
};

// Ten thousand of them are two parts, of which the kernel answers one beside the other.
Result<std::map<std::string, NodeFound>> probe_nodes(const plan::Questions& questions, const RootDir& root,
                                                     const plan::Record& record) {
    constexpr std::size_t many = 512;
    const std::span<const std::string> paths = questions.paths;
    const std::set<std::string> with_contents{questions.contents.begin(), questions.contents.end()};
    const std::size_t half = paths.size() < many ? paths.size() : paths.size() / 2;
    std::array parts = {Part{paths.first(half), {}, {}}, Part{paths.subspan(half), {}, {}}};
    system::side_by_side(half < paths.size() ? parts.size() : 1,
                         [&](std::size_t i) { parts[i].look(root, record, with_contents); });
    std::map<std::string, NodeFound> nodes;
    for (Part& part : parts) {
        if (part.wrong)
            return tl::unexpected{*std::move(part.wrong)};
        for (std::size_t i = 0; i < part.found.size(); ++i)
            nodes.try_emplace(part.paths[i], std::move(part.found[i]));
    }
    return nodes;
}

// What an unfinished run of ours replaced is in its record, and what it wrote is no earlier run's report.
Result<void> probe_result(const RootDir& root, system::ProcessStarter& processes, plan::RootTree& tree) {
    const auto node = tree.nodes.find(std::string{plan::result_path});
    if (node == tree.nodes.end() || node->second.before.kind != NodeKind::file)
        return {};
    const Result<system::Outcome> asked = processes.run({.program = "is-live-image", .arguments = {}});
    tree.live_image = asked && asked->status == 0;
    if (!tree.live_image)
        tree.report = TRY(indented_report(root, node->second.before.text));
    return {};
}

} // namespace

Result<std::optional<std::string>> probe_policy(const std::string& root) {
    return policy_of(TRY(RootDir::open(root)));
}

// A record that this boot has finished has done its service: what happens now is a run of its own.
Result<plan::Record> probe_record(const std::string& root, std::string_view boot_id) {
    const RootDir opened = TRY(RootDir::open(root));
    const std::optional<std::string> text = TRY(read_if_there(opened, plan::record_path, largest_record));
    if (!text)
        return plan::Record{};
    plan::Record record = TRY(plan::decode_record(*text));
    if (record.finished_in == boot_id && !boot_id.empty())
        return plan::Record{};
    return record;
}

Result<plan::RootTree> probe_root_tree(const plan::Questions& questions, const std::string& root_path,
                                       plan::Record record, system::ProcessStarter& processes) {
    const RootDir root = TRY(RootDir::open(root_path));
    plan::RootTree tree;
    tree.record = std::move(record);
    TRY(probe_accounts(questions, root_path, tree));
    tree.nodes = TRY(probe_nodes(questions, root, tree.record));
    TRY(probe_enabled(questions.units, root, processes, tree.enabled));
    if (questions.policy)
        tree.policy = TRY(policy_of(root));
    if (questions.report)
        TRY(probe_result(root, processes, tree));
    return tree;
}

} // namespace ignite::probe
