#include "ending_plan.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "ignite/plan/record.h"
#include "tree_answers.h"
#include "unit_plan.h"

#include <algorithm>
#include <utility>

namespace ignite::plan {

namespace {

// JSON that is indented already, two spaces deeper.
std::string nested(std::string_view json) {
    std::string out;
    for (const char c : json) {
        out += c;
        if (c == '\n')
            out += "  ";
    }
    return out;
}

bool nests_report(const RootTree& tree) { return tree.report && !tree.live_image; }

// Boot ids and dates hold nothing that JSON would have to escape.
std::string result_text(const RootTree& tree, const FilesGiven& given) {
    std::string text =
        cat("{\n  \"provisioningBootID\": \"", given.boot_id, "\",\n  \"provisioningDate\": \"", given.date,
            "\",\n  \"userConfigProvided\": ", given.user_config_provided ? "true" : "false");
    if (nests_report(tree))
        text += cat(",\n  \"previousReport\": ", nested(*tree.report));
    return cat(text, "\n}\n");
}

bool has_home_to_label(const config::User& user) {
    return user.should_exist.value_or(true) && !user.no_create_home.value_or(false);
}

bool is_link(const std::pair<const std::string, NodeState>& original) {
    return original.second.kind == NodeKind::symlink;
}

// Of a home that is a link it is its target that is labelled.
std::vector<std::string> homes_behind_links(const config::Config& config, const RootTree& tree) {
    std::vector<std::string> out;
    for (const config::User& user : config.passwd.users) {
        const auto found = tree.users.find(user.name);
        if (!has_home_to_label(user) || found == tree.users.end() || found->second.home.empty())
            continue;
        const auto home = tree.record.originals.find(join_paths("/", found->second.home));
        if (home != tree.record.originals.end() && is_link(*home))
            out.push_back(home->second.text.starts_with('/')
                              ? clean_path(home->second.text)
                              : join_paths(parent_of(home->first), home->second.text));
    }
    return out;
}

} // namespace

Questions ask_for_result(const config::Config&, const RootTree&, const FilesGiven& given) {
    Questions questions;
    if (!given.writes_result)
        return questions;
    questions.paths.emplace_back(report_path);
    questions.paths.emplace_back(result_path);
    questions.contents.emplace_back(result_path);
    questions.report = true;
    return questions;
}

Result<Plan> plan_result(const config::Config&, const Machine& machine, const FilesGiven& given) {
    if (!given.writes_result)
        return Plan{};
    const NodeFound& report = *TRY(answer(machine.root, std::string{report_path}));
    const NodeFound& file = *TRY(answer(machine.root, std::string{result_path}));
    for (const NodeFound* node : {&report, &file})
        if (node->now.kind == NodeKind::directory)
            return fail(Fault::refused, node->path, " is a directory");
    // The report first: whoever finds the result finds both.
    std::vector<Step> steps;
    steps.emplace_back(WriteReport{report.path, given.report});
    steps.emplace_back(WriteResult{file.path, result_text(machine.root, given), nests_report(machine.root)});
    return remembered(machine.root, given, {}, std::move(steps));
}

void ask_ahead(const config::Config& config, const RootTree& so_far, const FilesGiven& given,
               Questions& questions) {
    if (questions.paths.empty())
        return;
    for (const auto ask : {ask_for_presets, ask_for_result}) {
        const Questions later = ask(config, so_far, given);
        questions.paths.insert(questions.paths.end(), later.paths.begin(), later.paths.end());
        questions.contents.insert(questions.contents.end(), later.contents.begin(), later.contents.end());
    }
}

Questions ask_for_labels(const config::Config& config, const RootTree& so_far, const FilesGiven& given) {
    Questions questions;
    questions.policy = given.writes_result;
    if (std::ranges::any_of(so_far.record.originals, is_link))
        for (const config::User& user : config.passwd.users)
            if (has_home_to_label(user))
                questions.users.push_back(user.name);
    return questions;
}

// Everything that any step of this or a broken-off run may have made or changed is in the record. What lies
// below a node that was not there before is reached by way of that node.
Result<Plan> plan_labels(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    if (!given.writes_result || !machine.root.policy)
        return Plan{};
    Relabel relabel{.policy = *machine.root.policy};
    const auto& originals = machine.root.record.originals;
    const auto reached_from_above = [&](std::string_view path) {
        for (path = parent_of(path); path != "/"; path = parent_of(path))
            if (const auto above = originals.find(std::string{path});
                above != originals.end() && above->second.kind == NodeKind::absent)
                return true;
        return false;
    };
    for (const auto& [path, node] : originals)
        if (!reached_from_above(path))
            relabel.paths.push_back(path);
    for (std::string& home : homes_behind_links(config, machine.root))
        relabel.paths.push_back(std::move(home));
    if (relabel.paths.empty())
        return Plan{};
    return Plan{{std::move(relabel)}};
}

} // namespace ignite::plan
