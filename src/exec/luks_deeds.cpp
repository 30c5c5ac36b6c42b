// Encrypted volumes, by the tools whose options the config passes on: cryptsetup and clevis. Spec stages.md
// §8.4 has the words of each command.
#include "disk_deeds.h"

#include "ignite/core/quoted.h"
#include "ignite/system/luks_header.h"
#include "tools.h"
#include "udev_sync.h"

namespace ignite::exec {

namespace {

constexpr int wrong_key = 2; // exit status of cryptsetup

template <class Step>
system::Command tool(const Step& step, std::initializer_list<system::Word> arguments) {
    return {.program = std::string{tool_of(step)}, .arguments = arguments};
}

void add(system::Command& command, const std::vector<std::string>& words) {
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
}

Result<void> run(const system::Command& command, Hands& hands) {
    hands.journal.debug("executing: ", system::describe(command));
    TRY(hands.processes.output_of(command));
    return {};
}

system::Command format_command(const plan::FormatVolume& step, const Hands& hands) {
    system::Command command =
        tool(step, {"luksFormat", "--type", "luks2", "--key-file", hands.keys.file_of(step.name)});
    if (!step.label.empty())
        add(command, {"--label", step.label});
    if (!step.uuid.empty())
        add(command, {"--uuid", step.uuid});
    // Before the user's options, of which one may say something else: the last one counts.
    add(command, {"--subsystem", std::string{plan::unfinished_mark}});
    add(command, step.options);
    command.arguments.emplace_back(step.alias);
    return command;
}

// "--persistent" is always there: what is not asked for is then taken out of the header as well.
system::Command open_command(const plan::OpenVolume& step, const Hands& hands) {
    system::Command command = tool(step, {"luksOpen", step.alias, step.name, "--key-file",
                                          hands.keys.file_of(step.name), "--persistent"});
    if (step.discards)
        command.arguments.emplace_back("--allow-discards");
    add(command, step.options);
    return command;
}

} // namespace

Result<void> apply_one(const plan::CloseVolume& step, Hands& hands) {
    return hands.journal.operation(cat("closing luks device ", quoted(step.name)),
                                   [&] { return run(tool(step, {"luksClose", step.name}), hands); });
}

Result<void> apply_one(const plan::FormatVolume& step, Hands& hands) {
    return hands.journal.operation(cat("creating ", quoted(step.name)),
                                   [&] { return run(format_command(step, hands), hands); });
}

Result<void> apply_one(const plan::OpenVolume& step, Hands& hands) {
    return hands.journal.operation(cat("opening luks device ", quoted(step.name)), [&]() -> Result<void> {
        const system::Command command = open_command(step, hands);
        hands.journal.debug("executing: ", system::describe(command));
        Result<system::Outcome> outcome = hands.processes.run(command);
        if (outcome && outcome->status == wrong_key)
            return fail(Fault::refused, "the key does not open the volume on ", step.device);
        if (auto opened = system::expect_success(command, std::move(outcome)); !opened)
            return tl::unexpected{std::move(opened).error()};
        return sync_udev({step.alias}, hands);
    });
}

Result<void> apply_one(const plan::BindVolume& step, Hands& hands) {
    // The pin's config can hold a secret of a custom pin. The program takes it from its command line alone.
    const system::Command bind{.program = std::string{tool_of(step)},
                               .arguments = {"luks", "bind", "-f", "-k", hands.keys.file_of(step.name), "-d",
                                             step.alias, step.pin,
                                             system::Word{step.config, system::Word::Shown::no}}};
    TRY(hands.journal.operation(cat("clevis bind ", quoted(step.name)), [&] { return run(bind, hands); }));
    if (!step.proves)
        return {};
    // Now it can still be told, and nothing is lost. At the next boot it would be too late.
    return hands.journal.operation(cat("reopening luks device ", quoted(step.name)), [&]() -> Result<void> {
        TRY(run(tool(plan::CloseVolume{step.name}, {"luksClose", step.name}), hands));
        TRY(run({.program = std::string{tool_of(step)},
                 .arguments = {"luks", "unlock", "-d", step.alias, "-n", step.name}},
                hands));
        return sync_udev({step.alias}, hands);
    });
}

Result<void> apply_one(const plan::RemoveVolumeKey& step, Hands& hands) {
    return hands.journal.operation(cat("removing key file for ", quoted(step.name)), [&]() -> Result<void> {
        TRY(run(tool(step, {"luksRemoveKey", step.alias, hands.keys.file_of(step.name)}), hands));
        hands.keys.remove(step.name);
        return {};
    });
}

Result<void> apply_one(const plan::FinishVolume& step, Hands& hands) {
    const auto header = TRY(system::read_luks_header(step.alias));
    // The user may have asked for a subsystem of their own.
    if (!header || header->subsystem != plan::unfinished_mark)
        return {};
    return hands.journal.operation(cat("marking ", quoted(step.name), " as finished"), [&]() -> Result<void> {
        // Setting one of the two clears the other.
        TRY(run(tool(step, {"config", "--label", header->label, "--subsystem", "", step.alias}), hands));
        return sync_udev({step.alias}, hands);
    });
}

} // namespace ignite::exec
