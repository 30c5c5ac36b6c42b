#include "node_plan.h"

#include "ending_plan.h"
#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "node_verdict.h"
#include "tree_answers.h"

#include <algorithm>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace ignite::plan {

namespace {

bool overwrites(const config::Node& node) { return node.overwrite.value_or(false); }

bool is_hard(const config::Link& link) { return link.hard.value_or(false); }

// The symbolic links that a config makes, by the path they are made at.
using NewLinks = std::unordered_map<std::string, std::string>;

NewLinks new_links(const std::vector<config::Link>& links) {
    NewLinks out;
    for (const config::Link& link : links)
        if (!is_hard(link))
            out.emplace(join_paths("/", link.path), link.target.value_or(""));
    return out;
}

// What the kernel takes at most on one way.
constexpr int most_links = 40;

// A hard link's target is a path of the new root, however it is written. Hard links are made last, so the way
// to it may lead through links that are yet to be made.
std::string target_path(const config::Link& link, const NewLinks& links) {
    std::string path = join_paths("/", link.target.value_or(""));
    std::size_t slash = path.find('/', 1);
    for (int followed = 0; slash != std::string::npos && followed < most_links;
         slash = path.find('/', slash + 1)) {
        const std::string above = path.substr(0, slash);
        const auto found = links.find(above);
        if (found == links.end())
            continue;
        const std::string base = found->second.starts_with('/') ? "/" : std::string{parent_of(above)};
        path = join_paths(join_paths(base, found->second), std::string_view{path}.substr(slash));
        ++followed;
        slash = 0;
    }
    return path;
}

tl::unexpected<Error> in_the_way(const NodeFound& found, std::string_view wanted) {
    return fail(Fault::refused, found.path, " is ", name_of(found.before.kind),
                " already and overwrite is not set, so ", wanted, " cannot be put there");
}

// Removing the root of the new root, or a part of it that holds it, is nobody's wish.
Result<bool> removes_old(const NodeFound& found, NodeVerdict verdict) {
    const bool removes = verdict == NodeVerdict::clear && found.now.kind != NodeKind::absent;
    if (removes && found.path == "/")
        return fail(Fault::refused, "/ itself cannot be removed and made anew");
    return removes;
}

Result<std::optional<Step>> plan_node(const config::Directory& directory, const NodeFound& found,
                                      const RootTree& tree) {
    const NodeVerdict verdict = judge_directory(found, overwrites(directory));
    if (verdict == NodeVerdict::refuse)
        return in_the_way(found, "a directory");
    MakeDirectory step{.path = found.path, .position = directory.position};
    step.removes_old = TRY(removes_old(found, verdict));
    // Ours, but not a directory: the config has changed since the run that was broken off.
    if (verdict == NodeVerdict::make && found.now.kind != NodeKind::absent &&
        found.now.kind != NodeKind::directory)
        step.removes_old = true;
    step.attributes = TRY(owner(tree, directory));
    if (directory.mode)
        step.attributes.mode = static_cast<std::uint32_t>(*directory.mode);
    if (verdict == NodeVerdict::keep && step.attributes == Attributes{})
        return std::nullopt;
    return step;
}

Result<std::optional<Step>> plan_node(const config::File& file, const NodeFound& found,
                                      const RootTree& tree) {
    const SourceSet source{file.contents.source.has_value()};
    const NodeVerdict verdict = judge_file(found, overwrites(file), source);
    if (verdict == NodeVerdict::refuse)
        return in_the_way(found, "a file");
    WriteFile step{.path = found.path, .position = file.position};
    step.removes_old = TRY(removes_old(found, verdict));
    if (verdict == NodeVerdict::keep && found.now.kind != NodeKind::file)
        return fail(Fault::refused, found.path, " was a regular file and is ", name_of(found.now.kind),
                    " now");
    if (verdict == NodeVerdict::keep)
        step.keeps = KeepBytes{found.before.size};
    else
        step.contents = Contents{source == SourceSet::yes ? &file.contents : nullptr, {}};
    if (verdict == NodeVerdict::make && found.now.kind != NodeKind::absent)
        step.removes_old = true; // ours
    for (const config::Resource& piece : file.append)
        step.appends.push_back({&piece, {}});
    step.attributes = TRY(owner(tree, file));
    if (file.mode)
        step.attributes.mode = static_cast<std::uint32_t>(*file.mode);
    if (verdict == NodeVerdict::keep && step.appends.empty() && step.attributes == Attributes{})
        return std::nullopt;
    return step;
}

Result<std::optional<Step>> plan_symlink(const config::Link& link, const NodeFound& found,
                                         const RootTree& tree) {
    const std::string target = link.target.value_or("");
    const bool same =
        found.before.kind == NodeKind::symlink && clean_path(found.before.text) == clean_path(target);
    const NodeVerdict verdict = judge_link(found, overwrites(link), same);
    if (verdict == NodeVerdict::refuse)
        return in_the_way(found, cat("a link to ", target));
    if (verdict == NodeVerdict::keep)
        return std::nullopt;
    MakeSymlink step{.path = found.path, .target = target, .position = link.position};
    step.removes_old = TRY(removes_old(found, verdict)) || found.now.kind != NodeKind::absent;
    const Attributes wish = TRY(owner(tree, link));
    step.uid = wish.uid.value_or(0);
    step.gid = wish.gid.value_or(0);
    return step;
}

Result<std::optional<Step>> plan_hard_link(const config::Link& link, const NodeFound& found,
                                           const NodeFound& target, bool target_is_new) {
    if (target.now.kind == NodeKind::absent && !target_is_new)
        return fail(Fault::config, "there is no ", target.path, " to link ", found.path, " to");
    if (target.now.kind == NodeKind::directory && !target_is_new)
        return fail(Fault::config, target.path, " is a directory, and those have no hard links");
    const bool same =
        !target_is_new && found.now.device == target.now.device && found.now.inode == target.now.inode;
    const NodeVerdict verdict = judge_link(found, overwrites(link), same);
    if (verdict == NodeVerdict::refuse)
        return in_the_way(found, cat("a hard link to ", target.path));
    if (verdict == NodeVerdict::keep)
        return std::nullopt;
    MakeHardLink step{.path = found.path,
                      .target = target.path,
                      .shown_target = link.target.value_or(""),
                      .position = link.position};
    step.removes_old = TRY(removes_old(found, verdict)) || found.now.kind != NodeKind::absent;
    return step;
}

bool removes_old(const Step& step) {
    return std::visit(
        [](const auto& one) {
            if constexpr (requires { one.removes_old; })
                return one.removes_old;
            else
                return false;
        },
        step);
}

bool makes_new_node(const Step& step) {
    const auto* file = std::get_if<WriteFile>(&step);
    return !file || file->contents; // a kept file stays the inode it is
}

// Plans node by node in the order in which they will be made, and keeps in mind what is gone and made by
// then.
class NodePlanner {
public:
    explicit NodePlanner(std::size_t most_steps) { steps_.reserve(most_steps); }

    template <class Judge>
    Result<void> add(const config::Node& node, const NodeFound& asked, const Judge& judge) {
        const NodeFound found = as_it_will_be(asked);
        std::optional<Step> step = TRY(judge(found).map_error(at(node.position)));
        if (!step)
            return {};
        if (removes_old(*step))
            cleared_.insert(found.path);
        if (makes_new_node(*step))
            made_.insert(found.path);
        steps_.push_back(std::move(*step));
        return {};
    }

    // What is below a node that is removed first is gone, whatever it was.
    NodeFound as_it_will_be(const NodeFound& found) const {
        for (std::string_view above = parent_of(found.path); above != "/"; above = parent_of(above))
            if (cleared_.contains(above))
                return {.path = found.path, .now = {}, .before = {}, .first_missing = {}};
        return found;
    }

    bool makes(const std::string& path) const { return made_.contains(path); }
    std::vector<Step> steps() && { return std::move(steps_); }

private:
    std::set<std::string, std::less<>> cleared_; // resolved paths
    std::unordered_set<std::string> made_;
    std::vector<Step> steps_;
};

struct Nodes {
    const std::vector<config::Directory>& directories;
    const std::vector<config::File>& files;
    const std::vector<config::Link>& links;
};

using AnyNode = std::variant<const config::Directory*, const config::File*, const config::Link*>;

// A node of the config, and what is there now.
struct Entry {
    AnyNode node;
    const config::Node* common;
    const NodeFound* found;
    std::size_t depth; // of the resolved path
};

template <class Node>
Result<void> enter(const std::vector<Node>& nodes, const RootTree& tree, std::vector<Entry>& entries) {
    for (const Node& node : nodes) {
        const NodeFound* const found = TRY(answer(tree, node.path));
        entries.push_back({&node, &node, found, depth_of(found->path)});
    }
    return {};
}

// Two entries that resolve to the same path would undo each other.
Result<void> check_no_path_twice(std::span<const Entry> entries) {
    std::unordered_map<std::string_view, const config::Node*> claimed;
    claimed.reserve(entries.size());
    for (const Entry& entry : entries) {
        const std::string& path = entry.found->path;
        const auto [first, is_new] = claimed.emplace(path, entry.common);
        if (!is_new)
            return tl::unexpected{Error{Fault::config, first->second->path, " and ", entry.common->path,
                                        " are both ", path, " in the new root"}
                                      .at(entry.common->position)};
    }
    return {};
}

Result<std::optional<Step>> plan_node(const config::Link& link, const NodeFound& found,
                                      const RootTree& tree) {
    return plan_symlink(link, found, tree);
}

Result<Plan> plan_these(const Nodes& nodes, const RootTree& tree, const FilesGiven& given) {
    std::vector<Entry> all;
    TRY(enter(nodes.directories, tree, all));
    TRY(enter(nodes.files, tree, all));
    TRY(enter(nodes.links, tree, all));
    TRY(check_no_path_twice(all));

    // Shallow ones first, so that what is removed takes nothing of ours with it; hard links last of all: they
    // may point at deeper nodes of the same run.
    const auto hard_links = std::ranges::stable_partition(all, [](const Entry& entry) {
        const auto* link = std::get_if<const config::Link*>(&entry.node);
        return !link || !is_hard(**link);
    });
    std::ranges::stable_sort(all.begin(), hard_links.begin(), {}, &Entry::depth);

    NodePlanner planner{all.size() + 1}; // and what is remembered in front of them
    for (const Entry& entry : std::ranges::subrange{all.begin(), hard_links.begin()})
        TRY(std::visit(
            [&](const auto* one) {
                return planner.add(*one, *entry.found,
                                   [&](const NodeFound& found) { return plan_node(*one, found, tree); });
            },
            entry.node));
    const NewLinks links = new_links(nodes.links);
    for (const Entry& entry : hard_links) {
        const config::Link& link = *std::get<const config::Link*>(entry.node);
        const NodeFound target = planner.as_it_will_be(*TRY(answer(tree, target_path(link, links))));
        TRY(planner.add(link, *entry.found, [&](const NodeFound& found) {
            return plan_hard_link(link, found, target, planner.makes(target.path));
        }));
    }
    return remembered(tree, given, {}, std::move(planner).steps());
}

void ask_for_owner(const config::Node& node, Questions& questions) {
    const auto add = [](const config::Owner& owner, std::vector<std::string>& names) {
        if (!owner.id && owner.name && !owner.name->empty() &&
            std::ranges::find(names, *owner.name) == names.end())
            names.push_back(*owner.name);
    };
    add(node.user, questions.users);
    add(node.group, questions.groups);
}

Questions ask_for_these(const Nodes& nodes) {
    Questions questions;
    const auto ask = [&](const config::Node& node) {
        questions.paths.push_back(node.path);
        ask_for_owner(node, questions);
    };
    std::ranges::for_each(nodes.directories, ask);
    std::ranges::for_each(nodes.files, ask);
    std::ranges::for_each(nodes.links, ask);
    const NewLinks links = new_links(nodes.links);
    for (const config::Link& link : nodes.links)
        if (is_hard(link))
            questions.paths.push_back(target_path(link, links));
    return questions;
}

Nodes of_config(const config::Config& config) {
    return {config.storage.directories, config.storage.files, config.storage.links};
}

Nodes of_provider(const FilesGiven& given) {
    static const std::vector<config::Directory> no_directories;
    static const std::vector<config::Link> no_links;
    return {no_directories, given.provider_files, no_links};
}

} // namespace

Questions ask_for_nodes(const config::Config& config, const RootTree& so_far, const FilesGiven& given) {
    Questions questions = ask_for_these(of_config(config));
    ask_ahead(config, so_far, given, questions);
    return questions;
}

Result<Plan> plan_nodes(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    return plan_these(of_config(config), machine.root, given);
}

Questions ask_for_provider_files(const config::Config&, const RootTree&, const FilesGiven& given) {
    return ask_for_these(of_provider(given));
}

Result<Plan> plan_provider_files(const config::Config&, const Machine& machine, const FilesGiven& given) {
    return plan_these(of_provider(given), machine.root, given);
}

} // namespace ignite::plan
