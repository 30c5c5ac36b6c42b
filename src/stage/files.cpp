// The stage that works on the new root.
#include "work.h"

#include "boot_report.h"
#include "tree.h"
#include "volumes.h"

#include "ignite/core/data_url.h"
#include "ignite/exec/conclude.h"
#include "ignite/probe/root_tree.h"
#include "ignite/system/boot_id.h"
#include "ignite/system/small_file.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace ignite::stage {

namespace {

// RFC 3339, in UTC.
std::string now() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text, length};
}

config::File provider_file(std::string path, std::int64_t mode, std::string contents) {
    config::File file;
    file.path = std::move(path);
    file.mode = mode;
    file.overwrite = true; // what the image has under that name is not of this machine
    file.contents.source = std::move(contents);
    return file;
}

bool writes(const config::Storage& storage, std::string_view path) {
    const auto is_there = [&](const auto& nodes) {
        return std::ranges::find(nodes, path, &config::Node::path) != nodes.end();
    };
    return is_there(storage.files) || is_there(storage.links) || is_there(storage.directories);
}

// The name that the platform has for the machine, as ignition-hostname.service left it. A config knows
// better.
Result<void> take_hostname(const Run& run, std::vector<config::File>& files) {
    const std::string hostname = "/etc/hostname";
    constexpr std::size_t longest = 256; // bytes
    if (writes(run.config.storage, hostname))
        return {};
    const Result<std::string> name =
        system::read_small_file(cat(run.options.system_directories.front(), "/hostname"), longest);
    if (!name && name.error().fault() == Fault::absent)
        return {};
    files.push_back(provider_file(hostname, 0644, make_data_url(TRY(Result<std::string>{name}))));
    return {};
}

Result<plan::FilesGiven> given(Run& run) {
    const auto is_user = [](const state::FetchedConfig& one) { return one.kind == "user"; };
    plan::FilesGiven known;
    known.notated_directories = run.state.notated_directories;
    known.luks_key_files = run.state.luks_persist_key_files;
    known.cex_key_files = run.state.luks_persist_volume_key_files;
    for (const state::ProviderFile& one : run.state.provider_files)
        known.provider_files.push_back(provider_file(one.path, one.mode, one.contents));
    TRY(take_hostname(run, known.provider_files));
    known.luks_uuids = TRY(volume_uuids(run));
    known.keys = TRY(plan::keys_place(run.options.authorized_keys_fragment));
    known.user_config_provided = std::ranges::any_of(run.state.fetched_configs, is_user);
    known.boot_id = TRY(system::boot_id());
    known.date = now();
    known.earlier_tries = TRY(probe::probe_record(run.hands.root, known.boot_id)).tries;
    return known;
}

// Every stage has read the base config once more.
std::vector<state::FetchedConfig> each_once(const std::vector<state::FetchedConfig>& configs) {
    std::vector<state::FetchedConfig> out;
    for (const state::FetchedConfig& one : configs)
        if (std::ranges::find(out, one) == out.end())
            out.push_back(one);
    return out;
}

// The stages that have ended, and this one as far as it is.
std::vector<state::StageRun> stages_so_far(const Run& run) {
    std::vector<state::StageRun> stages = run.state.stages;
    stages.push_back(stage_run("files", run.begun, run.hands.times));
    return stages;
}

} // namespace

Result<void> work_files(Run& run) {
    TRY(make_root(run.hands.root));
    const plan::FilesGiven known = TRY(given(run));
    const auto report = [&](const state::Written& written) {
        return state::encode({.version = IGNITE_VERSION,
                              .date = known.date,
                              .boot_id = known.boot_id,
                              .configs = each_once(run.state.fetched_configs),
                              .resources = resources_of(run.config),
                              .stages = stages_so_far(run),
                              .written = written,
                              .earlier_tries = known.earlier_tries});
    };
    TRY(make_tree(run.config, known, run.hands, report));
    // Keys that are on the disk now must not stay where they were carried.
    run.state.luks_persist_key_files.clear();
    run.state.luks_persist_volume_key_files.clear();
    run.state.provider_files.clear(); // the host's administrator may have put secrets into the pairs
    return {};
}

Result<void> conclude_files(Run& run) {
    // Where there is a first-boot mark, its remover also removes the record of what we did, since power can
    // go until then; on a machine that is being built nobody would.
    const bool in_initramfs = ::access("/etc/initrd-release", F_OK) == 0;
    const std::string boot = TRY(system::boot_id());
    TRY(exec::conclude_tree(
        run.hands, in_initramfs ? exec::RecordFate::kept_until_mark_goes : exec::RecordFate::removed, boot));
    return finish_volumes(run);
}

} // namespace ignite::stage
