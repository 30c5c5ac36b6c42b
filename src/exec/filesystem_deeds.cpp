#include "disk_deeds.h"

#include "filesystems.h"
#include "ignite/plan/step.h"
#include "ignite/system/end_mark.h"
#include "ignite/system/processors.h"
#include "ignite/system/side_by_side.h"
#include "ignite/system/signatures.h"
#include "udev_sync.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>

namespace ignite::exec {

namespace {

// One filesystem on its way.
struct Making {
    const plan::MakeFilesystem* step = nullptr;
    std::string operation; // "op(3)"
    std::optional<Error> error;
};

std::string what(const plan::MakeFilesystem& step) { return plan::describe(plan::Step{step}); }

// As many as there are processors, and a few even where there is one: makers mostly wait for their disks.
unsigned makers_at_once() {
    constexpr unsigned a_few = 8; // as many as are prepared at a time
    return std::max(system::usable_processors(), a_few);
}

template <class... Parts>
void say(Hands& hands, const Making& making, journal::Level level, const Parts&... parts) {
    const journal::Journal::Scope scope{hands.journal, making.operation};
    hands.journal.say(level, parts...);
}

// Leftovers are erased by us first: some, like those of ZFS, survive other makers and make the result
// unrecognisable.
Result<void> prepare(const plan::MakeFilesystem& step) {
    const Filesystem* filesystem = find_filesystem(step.format);
    if (!filesystem)
        return fail(Fault::config, "nobody knows how to make ", step.format);
    TRY(system::erase_signatures(step.alias));
    if (filesystem->magic_first)
        TRY(system::write_end_mark(step.alias, plan::unfinished_mark));
    return {};
}

// Does it to all that have not failed yet, at the same time.
void each(std::vector<Making>& all, Result<void> (*work)(const plan::MakeFilesystem&)) {
    system::side_by_side(all.size(), [&](std::size_t i) {
        if (!all[i].error)
            if (auto done = work(*all[i].step); !done)
                all[i].error = std::move(done).error();
    });
}

Result<void> finish(const plan::MakeFilesystem& step) {
    if (find_filesystem(step.format)->magic_first)
        return system::remove_end_mark(step.alias, plan::unfinished_mark);
    return {};
}

void make(std::vector<Making>& all, Hands& hands) {
    std::vector<Making*> running;
    std::vector<system::Command> commands;
    for (Making& making : all) {
        if (making.error)
            continue;
        running.push_back(&making);
        commands.push_back(maker_of(*find_filesystem(making.step->format), *making.step));
        say(hands, making, journal::Level::debug, "executing: ", system::describe(commands.back()));
    }
    std::vector<Result<system::Outcome>> outcomes = hands.processes.run_all(commands, makers_at_once());
    for (std::size_t i = 0; i < running.size(); ++i)
        if (auto outcome = system::expect_success(commands[i], std::move(outcomes[i])); !outcome) {
            const bool is_there = ::access(running[i]->step->alias.c_str(), F_OK) == 0;
            running[i]->error = is_there ? std::move(outcome).error()
                                         : std::move(outcome).error().within("the device has vanished");
        }
}

// To udev, in one go. If that fails, the first one is told to have failed; it is all of them that udev does
// not know.
void announce(std::vector<Making>& all, Hands& hands) {
    std::vector<std::string> made;
    for (const Making& making : all)
        if (!making.error)
            made.push_back(making.step->alias);
    if (auto synced = sync_udev(made, hands); !synced)
        std::ranges::find_if(all, [](const Making& making) { return !making.error; })->error =
            std::move(synced).error();
}

// All that went wrong; the first one's kind is the kind of the whole.
Result<void> outcome_of(std::vector<Making>& all) {
    std::optional<Error> first;
    std::string others;
    for (Making& making : all) {
        if (!making.error)
            continue;
        Error error = std::move(*making.error).within(what(*making.step));
        if (first)
            others += cat("\n", error.describe());
        else
            first = std::move(error);
    }
    if (!first)
        return {};
    if (others.empty())
        return tl::unexpected{*std::move(first)};
    return fail(first->fault(), first->describe(), others);
}

} // namespace

Result<void> make_filesystems(std::span<const plan::MakeFilesystem> steps, Hands& hands) {
    std::vector<Making> all;
    for (const plan::MakeFilesystem& step : steps)
        all.push_back({.step = &step});
    for (Making& making : all) {
        making.operation = hands.journal.next_operation();
        say(hands, making, journal::Level::info, "[started]  ", what(*making.step));
    }
    each(all, prepare);
    make(all, hands);
    each(all, finish);
    announce(all, hands);
    for (Making& making : all) {
        if (making.error)
            say(hands, making, journal::Level::critical, "[failed]   ", what(*making.step), ": ",
                making.error->describe());
        else
            say(hands, making, journal::Level::info, "[finished] ", what(*making.step));
    }
    return outcome_of(all);
}

Result<void> apply_one(const plan::MakeFilesystem& step, Hands& hands) {
    return make_filesystems(std::span{&step, 1}, hands);
}

Result<void> apply_one(const plan::EraseSignatures& step, Hands& hands) {
    return hands.journal.operation(cat("erasing all signatures of ", step.device),
                                   [&] { return system::erase_signatures(step.alias); });
}

} // namespace ignite::exec
