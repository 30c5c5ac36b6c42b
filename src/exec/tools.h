// Which program each kind of step starts. The deeds take the names from here, so that what is asked for
// beforehand is what is started; dracut/30ignition/tools.list puts them into the initramfs, and a test holds
// the two against each other.
#pragma once

#include "filesystems.h"
#include "ignite/plan/disk_steps.h"
#include "ignite/plan/tree_steps.h"

#include <string_view>

namespace ignite::exec {

inline std::string_view tool_of(const plan::ChangeKernelArguments&) { return "ignition-kargs-helper"; }

inline std::string_view tool_of(const plan::CreateRaid&) { return "mdadm"; }
inline std::string_view tool_of(const plan::AssembleRaid&) { return "mdadm"; }
inline std::string_view tool_of(const plan::StopRaid&) { return "mdadm"; }

inline std::string_view tool_of(const plan::CloseVolume&) { return "cryptsetup"; }
inline std::string_view tool_of(const plan::FormatVolume&) { return "cryptsetup"; }
inline std::string_view tool_of(const plan::OpenVolume&) { return "cryptsetup"; }
inline std::string_view tool_of(const plan::RemoveVolumeKey&) { return "cryptsetup"; }
inline std::string_view tool_of(const plan::FinishVolume&) { return "cryptsetup"; }
inline std::string_view tool_of(const plan::BindVolume&) { return "clevis"; }

// Empty: nobody knows how to make it, which is an error of its own.
inline std::string_view tool_of(const plan::MakeFilesystem& step) {
    const Filesystem* const known = find_filesystem(step.format);
    return known ? known->tool : std::string_view{};
}

inline std::string_view tool_of(const plan::AddGroup&) { return "groupadd"; }
inline std::string_view tool_of(const plan::ChangeGroup&) { return "groupmod"; }
inline std::string_view tool_of(const plan::RemoveGroup&) { return "groupdel"; }
inline std::string_view tool_of(const plan::AddUser&) { return "useradd"; }
inline std::string_view tool_of(const plan::ChangeUser&) { return "usermod"; }
inline std::string_view tool_of(const plan::RemoveUser&) { return "userdel"; }
inline std::string_view tool_of(const plan::SetPassword&) { return "usermod"; }

inline std::string_view tool_of(const plan::DisableUnit&) { return "systemctl"; }

// What sets labels of SELinux.
inline constexpr std::string_view labels_tool = "setfiles";
inline std::string_view tool_of(const plan::Relabel&) { return labels_tool; }
// Where there is a policy: whether the filesystem turns out to be empty is not known beforehand.
inline std::string_view tool_of(const plan::MountFilesystem& step) {
    return step.policy ? labels_tool : std::string_view{};
}

// What tells udev of a device that a step has changed, where udev runs.
inline constexpr std::string_view udev_tool = "udevadm";

template <class Step>
inline constexpr bool tells_udev = false;
template <>
inline constexpr bool tells_udev<plan::WritePartitionTable> = true;
template <>
inline constexpr bool tells_udev<plan::OpenVolume> = true;
template <>
inline constexpr bool tells_udev<plan::BindVolume> = true;
template <>
inline constexpr bool tells_udev<plan::FinishVolume> = true;
template <>
inline constexpr bool tells_udev<plan::MakeFilesystem> = true;

} // namespace ignite::exec
