#include "filesystems.h"

#include "ignite/core/letters.h"
#include "ignite/core/quoted.h"

#include <map>

namespace ignite::plan {

namespace {

enum class Verdict : std::uint8_t { keep, make, refuse };

bool wants_nothing(const config::Filesystem& wanted) { return wanted.format == "none"; }

bool matches(const Signature& found, const config::Filesystem& wanted, const Machine& machine) {
    if (found.type != *wanted.format && !is_oem(found, machine))
        return false;
    if (wanted.label && *wanted.label != found.label)
        return false;
    return !wanted.uuid || normal_uuid(found.type, *wanted.uuid) == normal_uuid(found.type, found.uuid);
}

// found      unfinished  wanted  may wipe | verdict
// ----------------------------------------+---------------------------------
//   anything   any        any     yes     | make
//   any        yes        any     any     | make: it is our own, broken off
//   nothing    no         none    no      | keep
//   nothing    no         a kind  no      | make
//   a match    no         a kind  no      | keep
//   other      no         any     no      | refuse
Verdict judge(const Device& found, const config::Filesystem& wanted, const Machine& machine) {
    if (wanted.wipe_filesystem.value_or(false) || found.unfinished)
        return Verdict::make;
    if (!found.signature)
        return wants_nothing(wanted) ? Verdict::keep : Verdict::make;
    return matches(*found.signature, wanted, machine) ? Verdict::keep : Verdict::refuse;
}

std::string mismatch(const Signature& found, const config::Filesystem& wanted) {
    std::string out = cat("filesystem is not of the correct type: wanted ", *wanted.format);
    if (wanted.label)
        append_to(out, cat(", label ", quoted(*wanted.label)));
    if (wanted.uuid)
        append_to(out, cat(", UUID ", *wanted.uuid));
    append_to(out, cat("; found ", found.type, ", label ", quoted(found.label), ", UUID ", quoted(found.uuid),
                       "; set wipeFilesystem to replace it"));
    return out;
}

Step step_for(const config::Filesystem& wanted, const Device& found) {
    const std::string alias = reach(wanted.device, found.alias);
    if (wants_nothing(wanted))
        return EraseSignatures{.device = wanted.device, .alias = alias};
    MakeFilesystem make{.device = wanted.device,
                        .alias = alias,
                        .format = *wanted.format,
                        .label = wanted.label,
                        .options = wanted.options,
                        .position = wanted.position};
    if (wanted.uuid)
        make.uuid = normal_uuid(*wanted.format, *wanted.uuid);
    return make;
}

// What one plan makes, by node: two names of one device, and both makers would write to it at the same time.
using MadeDevices = std::map<std::string, std::string>;

Result<void> plan_one(const config::Filesystem& wanted, const Machine& machine, MadeDevices& made,
                      Plan& plan) {
    const auto found = find_device(machine.blocks, wanted.device);
    if (!found)
        return fail(Fault::absent, "there is no such device");
    if (const auto other = made.find(found->node); other != made.end())
        return fail(Fault::config, "it is the same device as ", other->second);
    if (!found->doubt.empty())
        plan.warnings.push_back(cat(wanted.device, ": ", found->doubt));
    switch (judge(*found, wanted, machine)) {
    case Verdict::keep:
        return {};
    case Verdict::refuse:
        return fail(Fault::refused, mismatch(*found->signature, wanted));
    case Verdict::make:
        break;
    }
    if (!found->use.empty())
        return fail(Fault::refused, "refusing to make a filesystem on a device in use: it is ", found->use);
    plan.steps.push_back(step_for(wanted, *found));
    if (!found->node.empty() && !wants_nothing(wanted))
        made.emplace(found->node, wanted.device);
    return {};
}

} // namespace

bool has_block_device(const config::Filesystem& filesystem) {
    return filesystem.format && !filesystem.format->empty() && *filesystem.format != "virtiofs";
}

bool is_oem(const Signature& found, const Machine& machine) {
    return found.label == "OEM" && has_means(machine.blocks, oem_place);
}

std::string normal_uuid(std::string_view format, std::string_view uuid) {
    std::string out = in_lower_case(uuid);
    if (format == "vfat" && out.size() > 4 && out[4] == '-')
        out.erase(4, 1);
    return out;
}

Result<Plan> plan_filesystems(const config::Config& config, const Machine& machine, const Drawn&) {
    Plan plan;
    MadeDevices made;
    std::optional<Error> first;
    std::string others;
    for (const config::Filesystem& wanted : config.storage.filesystems) {
        if (!has_block_device(wanted))
            continue;
        auto done = plan_one(wanted, machine, made, plan).map_error(within(wanted.device));
        if (done)
            continue;
        // All of them, because the user can mend all of them at once.
        if (first)
            others += cat("\n", done.error().describe());
        else
            first = std::move(done).error().at(wanted.position);
    }
    if (!first)
        return plan;
    if (others.empty())
        return tl::unexpected{*std::move(first)};
    return tl::unexpected{Error{first->fault(), first->describe(), others}.at(first->position())};
}

} // namespace ignite::plan
