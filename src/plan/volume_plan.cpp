#include "ending_plan.h"

#include "ignite/core/path.h"
#include "ignite/core/text.h"
#include "luks.h"
#include "tree_answers.h"

#include <algorithm>

namespace ignite::plan {

namespace {

constexpr std::string_view crypttab = "/etc/crypttab";
constexpr std::string_view key_directory = "/etc/luks";
constexpr std::string_view cex_directory = "/etc/zkey/repository";

bool needs_network(const config::Luks& luks) {
    return !luks.clevis.tang.empty() || luks.clevis.custom.needs_network.value_or(false);
}

std::string key_path(const config::Luks& luks) { return join_paths(key_directory, luks.name); }

// A key file is ours alone: one that was there before us belongs to another volume, or to another life of it.
Result<WriteKeyFile> key_file(const std::string& volume, const std::string& asked, const std::string& source,
                              const config::Config& config, const RootTree& tree) {
    const NodeFound& found = *TRY(answer(tree, asked));
    if (behind_nodes(config.storage, found).kind != NodeKind::absent)
        return fail(Fault::refused, found.path, " exists already, and would be the key of volume ", volume);
    return WriteKeyFile{volume, found.path, source};
}

Result<std::string> crypttab_line(const config::Luks& luks, const config::Config& config,
                                  const RootTree& tree, const FilesGiven& given, std::vector<Step>& steps) {
    const auto uuid = given.luks_uuids.find(luks.name);
    if (uuid == given.luks_uuids.end())
        return fail(Fault::system, "the UUID of volume ", luks.name, " is not known");
    std::string key = "none";
    if (!has_clevis(luks)) {
        const auto source = given.luks_key_files.find(luks.name);
        if (source == given.luks_key_files.end())
            return fail(Fault::system, "the stage \"disks\" left no key of volume ", luks.name);
        steps.push_back(TRY(key_file(luks.name, key_path(luks), source->second, config, tree)));
        key = TRY(answer(tree, key_path(luks)))->path;
    }
    return cat(luks.name, " UUID=", uuid->second, " ", key, " luks", needs_network(luks) ? ",_netdev" : "",
               ",x-initrd.attach\n");
}

} // namespace

Questions ask_for_volumes(const config::Config& config, const RootTree&, const FilesGiven& given) {
    Questions questions;
    if (!given.writes_result)
        return questions;
    for (const config::Luks& luks : config.storage.luks)
        questions.paths.push_back(key_path(luks));
    if (!config.storage.luks.empty()) {
        questions.paths.emplace_back(key_directory);
        questions.paths.emplace_back(crypttab);
    }
    for (const auto& [name, source] : given.cex_key_files)
        questions.paths.push_back(join_paths(cex_directory, name));
    return questions;
}

Result<Plan> plan_volumes(const config::Config& config, const Machine& machine, const FilesGiven& given) {
    if (!given.writes_result || (config.storage.luks.empty() && given.cex_key_files.empty()))
        return Plan{};
    const RootTree& tree = machine.root;
    std::vector<Step> steps;
    std::string lines;
    for (const config::Luks& luks : config.storage.luks)
        lines += TRY(crypttab_line(luks, config, tree, given, steps).map_error(at(luks.position)));
    if (!steps.empty()) {
        const NodeFound& directory = *TRY(answer(tree, std::string{key_directory}));
        if (behind_nodes(config.storage, directory).kind == NodeKind::absent)
            steps.insert(steps.begin(), MakeDirectory{.path = directory.path, .attributes = {.mode = 0700}});
    }
    if (!lines.empty()) {
        const NodeFound& file = *TRY(answer(tree, std::string{crypttab}));
        const NodeState& state = behind_nodes(config.storage, file);
        if (state.kind != NodeKind::absent && state.kind != NodeKind::file)
            return fail(Fault::refused, file.path, " is ", name_of(state.kind),
                        ", and volumes cannot be added to it");
        const std::uint64_t before = state.kind == NodeKind::file ? state.size : 0;
        steps.emplace_back(AddCrypttabLines{file.path, KeepBytes{before}, std::move(lines)});
    }
    for (const auto& [name, source] : given.cex_key_files) {
        WriteKeyFile step = TRY(key_file(name, join_paths(cex_directory, name), source, config, tree));
        step.is_cex = true;
        steps.emplace_back(std::move(step));
    }
    return remembered(tree, given, {}, std::move(steps));
}

} // namespace ignite::plan
