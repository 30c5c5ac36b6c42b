#include "luks.h"

#include "ignite/core/quoted.h"
#include "luks_binding.h"

#include <algorithm>
#include <array>

namespace ignite::plan {

namespace {

enum class Verdict : std::uint8_t { keep, open, make, refuse };

bool holds_luks(const Device& found) { return found.signature && found.signature->type == "crypto_LUKS"; }

// Why what is there cannot be used as it is; empty when it can. The name and the options of the tools are not
// compared.
std::string mismatch(const Device& found, const config::Luks& wanted) {
    const Signature& signature = *found.signature;
    if (!holds_luks(found))
        return cat("found ", signature.type, ", label ", quoted(signature.label));
    if (!found.encryption || found.encryption->version != 2)
        return cat("found LUKS of version ", found.encryption ? found.encryption->version : 0, ", wanted 2");
    if (has_clevis(wanted))
        return "found an encrypted volume, and Clevis is only ever given a new one";
    if (generates_key(wanted))
        return "found an encrypted volume, and the config has no key that could open it";
    if (wanted.label && *wanted.label != signature.label)
        return cat("wanted label ", quoted(*wanted.label), ", found ", quoted(signature.label));
    if (wanted.uuid && *wanted.uuid != signature.uuid)
        return cat("wanted UUID ", *wanted.uuid, ", found ", signature.uuid);
    const bool discards = wanted.discard.value_or(false);
    if (discards != found.encryption->discards)
        return cat("wanted discards ", discards ? "on" : "off", ", found them ", discards ? "off" : "on");
    return {};
}

bool lies_on(const OpenedVolume& volume, const Device& device) {
    return !volume.on.empty() && (volume.on == device.node || volume.on == device.device);
}

// The volume that is open under the wanted name, if it is this one.
const OpenedVolume* opened_here(const config::Luks& wanted, const Device& found, const Machine& machine) {
    const OpenedVolume* volume = find_volume(machine.blocks, wanted.name);
    return volume && lies_on(*volume, found) ? volume : nullptr;
}

// found             may wipe | verdict
// ---------------------------+--------------------------------------------
//   anything          yes    | make
//   nothing           no     | make
//   unfinished, ours  no     | make: nobody is left who could open it
//   a match           no     | open, or keep when it is open already
//   other             no     | refuse
Verdict judge(const Device& found, const config::Luks& wanted, const OpenedVolume* opened) {
    if (wanted.wipe_volume.value_or(false) || found.unfinished || !found.signature)
        return Verdict::make;
    if (!mismatch(found, wanted).empty())
        return Verdict::refuse;
    return opened ? Verdict::keep : Verdict::open;
}

// Opening it again needs nothing but its key, so that a run that is cut off later finds it and goes on. Of
// all others the key, or what Clevis goes by, is lost until the stage "files" has stored it. The UUID is
// compared as it is written, and the tool writes it in lower case.
bool can_be_opened_again(const config::Luks& wanted) {
    const bool lower = !wanted.uuid || std::ranges::none_of(*wanted.uuid, [](char character) {
        return character >= 'A' && character <= 'Z';
    });
    return !has_clevis(wanted) && !generates_key(wanted) && lower;
}

Result<void> check_free(const config::Luks& wanted, const Device& found, const Machine& machine,
                        const OpenedVolume* opened) {
    const OpenedVolume* same_name = find_volume(machine.blocks, wanted.name);
    if (same_name && !opened)
        return fail(Fault::refused, volume_node(wanted.name), " is there already, and lies on ",
                    same_name->on.empty() ? "something else" : same_name->on);
    if (opened && !opened->use.empty())
        return fail(Fault::refused, "refusing to make anew a volume in use: ", volume_node(wanted.name),
                    " is ", opened->use);
    const std::string ours = opened ? cat("held by ", opened->node.substr(opened->node.rfind('/') + 1)) : "";
    if (!found.use.empty() && found.use != ours)
        return fail(Fault::refused, "refusing to use a device in use: it is ", found.use);
    return {};
}

OpenVolume opening(const config::Luks& wanted, const std::string& alias) {
    return {.name = wanted.name,
            .device = *wanted.device,
            .alias = alias,
            .discards = wanted.discard.value_or(false),
            .options = wanted.open_options};
}

void make(const config::Luks& wanted, const Device& found, const OpenedVolume* opened, Plan& plan) {
    const std::string& device = *wanted.device;
    const std::string alias = reach(device, found.alias);
    if (opened)
        plan.steps.emplace_back(CloseVolume{wanted.name});
    if (found.signature || wanted.wipe_volume.value_or(false))
        plan.steps.emplace_back(EraseSignatures{device, alias});
    plan.steps.emplace_back(FormatVolume{.name = wanted.name,
                                         .device = device,
                                         .alias = alias,
                                         .label = wanted.label.value_or(""),
                                         .uuid = wanted.uuid.value_or(""),
                                         .options = wanted.options,
                                         .generates_key = generates_key(wanted)});
    plan.steps.emplace_back(opening(wanted, alias));
    if (has_clevis(wanted)) {
        plan.steps.emplace_back(binding_of(wanted, alias));
        if (generates_key(wanted))
            plan.steps.emplace_back(RemoveVolumeKey{wanted.name, device, alias});
    }
    if (can_be_opened_again(wanted))
        plan.steps.emplace_back(FinishVolume{wanted.name, device, alias});
}

Result<void> plan_one(const config::Luks& wanted, const Machine& machine, Plan& plan) {
    const auto found = find_device(machine.blocks, *wanted.device);
    if (!found)
        return fail(Fault::absent, "there is no device ", *wanted.device);
    if (!found->doubt.empty())
        plan.warnings.push_back(cat(*wanted.device, ": ", found->doubt));
    const OpenedVolume* opened = opened_here(wanted, *found, machine);
    switch (judge(*found, wanted, opened)) {
    case Verdict::keep:
        return {};
    case Verdict::refuse:
        return fail(Fault::refused, "volume is not of the correct type: ", mismatch(*found, wanted),
                    "; set wipeVolume to replace it");
    case Verdict::open:
        TRY(check_free(wanted, *found, machine, opened));
        plan.steps.emplace_back(opening(wanted, reach(*wanted.device, found->alias)));
        return {};
    case Verdict::make:
        TRY(check_free(wanted, *found, machine, opened));
        make(wanted, *found, opened, plan);
    }
    return {};
}

} // namespace

bool has_clevis(const config::Luks& luks) {
    const config::Clevis& clevis = luks.clevis;
    return is_custom(clevis) || !clevis.tang.empty() || clevis.tpm2.value_or(false) ||
           clevis.threshold.value_or(0) != 0;
}

bool generates_key(const config::Luks& luks) { return luks.key_file.source.value_or("").empty(); }

Questions ask_for_luks(const config::Config& config) {
    Questions out;
    for (const config::Luks& luks : config.storage.luks) {
        out.devices.push_back(*luks.device);
        out.volumes.push_back(luks.name);
    }
    return out;
}

// Volumes that are opened as they are come first: a key that does not open one refuses before another is
// erased.
Result<Plan> plan_luks(const config::Config& config, const Machine& machine, const Drawn&) {
    Plan opened;
    Plan made;
    for (const config::Luks& wanted : config.storage.luks) {
        Plan one;
        TRY(plan_one(wanted, machine, one)
                .map_error(within("encrypted volume ", quoted(wanted.name)))
                .map_error(at(wanted.position)));
        Plan& whole =
            one.steps.size() == 1 && std::holds_alternative<OpenVolume>(one.steps.front()) ? opened : made;
        whole.steps.insert(whole.steps.end(), one.steps.begin(), one.steps.end());
        opened.warnings.insert(opened.warnings.end(), one.warnings.begin(), one.warnings.end());
    }
    opened.steps.insert(opened.steps.end(), made.steps.begin(), made.steps.end());
    return opened;
}

} // namespace ignite::plan
