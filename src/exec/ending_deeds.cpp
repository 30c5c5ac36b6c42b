#include "contents.h"
#include "ignite/core/path.h"
#include "labels.h"
#include "node_files.h"
#include "tree_deeds.h"

namespace ignite::exec {

namespace {

using system::RootDir;

constexpr mode_t secret_mode = 0600;

std::string writing(const RootDir& root, std::string_view path) {
    return cat("writing file \"", root.outside(path), "\"");
}

} // namespace

Result<void> apply_one(const plan::WriteKeyFile& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal,
                                        step.is_cex ? "createCexVolumeKeys" : "createCrypttabEntries"};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(writing(root, step.path), [&]() -> Result<void> {
        system::NewFile file = TRY(begin_file(root, step.path, secret_mode));
        fetch::FileSink sink = TRY(fetch::FileSink::at_end_of(file.descriptor()));
        TRY(hands.fetcher.fetch({.url = step.source}, sink));
        return std::move(file).appear_replacing();
    });
}

Result<void> apply_one(const plan::AddCrypttabLines& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "createCrypttabEntries"};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(writing(root, step.path), [&]() -> Result<void> {
        TRY(append_text(root, step.path, step.lines, secret_mode, step.keeps.size));
        const system::Fd file = TRY(open_kept_file(root, step.path));
        return set_attributes(file.number(), {.mode = secret_mode});
    });
}

Result<void> apply_one(const plan::WriteReport& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "createResultFile"};
    const RootDir root = TRY(RootDir::open(hands.root));
    return hands.journal.operation(writing(root, step.path),
                                   [&] { return put_text(root, step.path, step.text, secret_mode); });
}

Result<void> apply_one(const plan::WriteResult& step, Hands& hands) {
    const journal::Journal::Scope scope{hands.journal, "createResultFile"};
    const RootDir root = TRY(RootDir::open(hands.root));
    if (step.ran_before)
        hands.journal.warning(
            "Ignition has already run on this system. Unexpected behavior may occur. Ignition is "
            "not designed to run more than once per system.");
    const journal::Journal::Scope inner{hands.journal, "createFiles"};
    return hands.journal.operation(writing(root, step.path),
                                   [&] { return put_text(root, step.path, step.text, secret_mode); });
}

Result<void> apply_one(const plan::Relabel& step, Hands& hands) {
    return set_labels(step.policy, step.paths, hands);
}

} // namespace ignite::exec
