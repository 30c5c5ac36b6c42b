// Doing the steps that change disks, mounts and kernel arguments.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/disk_steps.h"

#include <span>

namespace ignite::exec {

Result<void> apply_one(const plan::WritePartitionTable& step, Hands& hands);
Result<void> apply_one(const plan::CreateRaid& step, Hands& hands);
Result<void> apply_one(const plan::AssembleRaid& step, Hands& hands);
Result<void> apply_one(const plan::StopRaid& step, Hands& hands);
Result<void> apply_one(const plan::EraseSignatures& step, Hands& hands);
Result<void> apply_one(const plan::CloseVolume& step, Hands& hands);
Result<void> apply_one(const plan::FormatVolume& step, Hands& hands);
Result<void> apply_one(const plan::OpenVolume& step, Hands& hands);
Result<void> apply_one(const plan::BindVolume& step, Hands& hands);
Result<void> apply_one(const plan::RemoveVolumeKey& step, Hands& hands);
Result<void> apply_one(const plan::FinishVolume& step, Hands& hands);
Result<void> apply_one(const plan::MakeFilesystem& step, Hands& hands);
Result<void> apply_one(const plan::MountFilesystem& step, Hands& hands);
Result<void> apply_one(const plan::Unmount& step, Hands& hands);
Result<void> apply_one(const plan::ChangeKernelArguments& step, Hands& hands);

// All of them at the same time, as far as the processors go; every one is tried, and the errors are joined.
Result<void> make_filesystems(std::span<const plan::MakeFilesystem> steps, Hands& hands);

} // namespace ignite::exec
