// The stage that works on the new root.
#include "work.h"

#include "tree.h"
#include "volumes.h"

#include "ignite/exec/conclude.h"
#include "ignite/system/boot_id.h"

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

Result<plan::FilesGiven> given(Run& run) {
    const auto is_user = [](const state::FetchedConfig& one) { return one.kind == "user"; };
    plan::FilesGiven known;
    known.notated_directories = run.state.notated_directories;
    known.luks_key_files = run.state.luks_persist_key_files;
    known.cex_key_files = run.state.luks_persist_volume_key_files;
    known.luks_uuids = TRY(volume_uuids(run));
    known.keys = TRY(plan::keys_place(run.options.authorized_keys_fragment));
    known.user_config_provided = std::ranges::any_of(run.state.fetched_configs, is_user);
    known.boot_id = TRY(system::boot_id());
    known.date = now();
    return known;
}

} // namespace

Result<void> work_files(Run& run) {
    const plan::FilesGiven known = TRY(given(run));
    TRY(make_tree(run.config, known, run.hands));
    // Keys that are on the disk now must not stay where they were carried.
    run.state.luks_persist_key_files.clear();
    run.state.luks_persist_volume_key_files.clear();
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
