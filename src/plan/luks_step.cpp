#include "disk_step.h"

#include "ignite/core/quoted.h"

#include <algorithm>

namespace ignite::plan {

namespace {

std::string volume(const std::string& name, const std::string& device) {
    return cat("the encrypted volume ", quoted(name), " on ", device);
}

// The value that the tool goes by: of an option given twice the last one counts.
std::string value_of(std::string_view option, const FormatVolume& step, std::string value) {
    for (std::size_t i = 0; i < step.options.size(); ++i) {
        const std::string_view word = step.options[i];
        if (word == option && i + 1 < step.options.size())
            value = step.options[i + 1];
        else if (word.starts_with(option) && word.substr(option.size()).starts_with('='))
            value = word.substr(option.size() + 1);
    }
    return value;
}

} // namespace

std::string describe_one(const CloseVolume& step) { return cat("close the volume ", quoted(step.name)); }

void after_one(const CloseVolume& step, Machine& machine) {
    std::erase_if(machine.blocks.volumes,
                  [&](const OpenedVolume& opened) { return opened.name == step.name; });
}

std::string describe_one(const FormatVolume& step) {
    std::string out = cat("make ", volume(step.name, step.device));
    if (!step.label.empty())
        append_to(out, cat(", label ", quoted(step.label)));
    if (!step.uuid.empty())
        append_to(out, cat(", UUID ", step.uuid));
    if (step.generates_key)
        out += ", with a key made up for it";
    if (!step.options.empty())
        append_to(out, cat(", options ", listed(step.options)));
    return out;
}

void after_one(const FormatVolume& step, Machine& machine) {
    Device& device = entry_for(machine.blocks, step.device);
    device.signature = Signature{.type = "crypto_LUKS",
                                 .uuid = value_of("--uuid", step, step.uuid),
                                 .label = value_of("--label", step, step.label)};
    device.encryption = Encryption{.version = 2};
    device.unfinished = true;
    device.doubt.clear();
}

std::string describe_one(const OpenVolume& step) {
    std::string out = cat("open ", volume(step.name, step.device));
    if (step.discards)
        out += ", with discards";
    if (!step.options.empty())
        append_to(out, cat(", options ", listed(step.options)));
    return out;
}

void after_one(const OpenVolume& step, Machine& machine) {
    Device& device = entry_for(machine.blocks, step.device);
    if (device.encryption)
        device.encryption->discards = step.discards;
    machine.blocks.volumes.push_back({.name = step.name,
                                      .on = device.node.empty() ? device.device : device.node,
                                      .blank = device.unfinished});
}

std::string describe_one(const BindVolume& step) {
    std::string out = cat("bind ", volume(step.name, step.device), " with Clevis to ", step.shown);
    if (step.proves)
        out += "; then close it and have Clevis open it";
    return out;
}

void after_one(const BindVolume&, Machine&) {}

std::string describe_one(const RemoveVolumeKey& step) {
    return cat("remove the key that was made up for ", volume(step.name, step.device));
}

void after_one(const RemoveVolumeKey&, Machine&) {}

std::string describe_one(const FinishVolume& step) {
    return cat("mark ", volume(step.name, step.device), " as finished");
}

void after_one(const FinishVolume& step, Machine& machine) {
    entry_for(machine.blocks, step.device).unfinished = false;
}

} // namespace ignite::plan
