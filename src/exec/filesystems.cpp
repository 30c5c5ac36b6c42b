#include "filesystems.h"

#include <algorithm>
#include <array>

namespace ignite::exec {

namespace {

// To support another one, add a row here, its name to the schema, and its tool to
// dracut/30ignition/tools.list.
constexpr std::array filesystems = {
    // format   tool          force      label  uuid  before the uuid
    Filesystem{"btrfs", "mkfs.btrfs", "--force", "-L", "-U", ""},
    Filesystem{"ext4", "mkfs.ext4", "-F", "-L", "-U", ""},
    Filesystem{"swap", "mkswap", "-f", "-L", "-U", ""},
    Filesystem{"vfat", "mkfs.fat", "", "-n", "-i", "", /*magic_first=*/true},
    Filesystem{"xfs", "mkfs.xfs", "-f", "-L", "-m", "uuid="},
};

} // namespace

const Filesystem* find_filesystem(std::string_view format) {
    const auto found = std::ranges::find(filesystems, format, &Filesystem::format);
    return found == filesystems.end() ? nullptr : &*found;
}

system::Command maker_of(const Filesystem& filesystem, const plan::MakeFilesystem& step) {
    system::Command command{.program = std::string{filesystem.tool}};
    for (const std::string& option : step.options)
        command.arguments.emplace_back(option);
    if (!filesystem.force.empty())
        command.arguments.emplace_back(filesystem.force);
    if (step.uuid) {
        command.arguments.emplace_back(filesystem.uuid);
        command.arguments.emplace_back(cat(filesystem.uuid_prefix, *step.uuid));
    }
    if (step.label) {
        command.arguments.emplace_back(filesystem.label);
        command.arguments.emplace_back(*step.label);
    }
    command.arguments.emplace_back(step.alias);
    return command;
}

} // namespace ignite::exec
