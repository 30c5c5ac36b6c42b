// What is said of the steps that change disks and mounts, and what they promise. For step.cpp.
#pragma once

#include "ignite/plan/disk_steps.h"
#include "ignite/plan/machine.h"

#include <string>
#include <vector>

namespace ignite::plan {

// Words of a command line, quoted.
std::string listed(const std::vector<std::string>& words);

// The device's entry, made when it is not there yet.
Device& entry_for(BlockDevices& blocks, const std::string& name);

std::string describe_one(const WritePartitionTable& step);
std::string describe_one(const CreateRaid& step);
std::string describe_one(const AssembleRaid& step);
std::string describe_one(const StopRaid& step);
std::string describe_one(const EraseSignatures& step);
std::string describe_one(const CloseVolume& step);
std::string describe_one(const FormatVolume& step);
std::string describe_one(const OpenVolume& step);
std::string describe_one(const BindVolume& step);
std::string describe_one(const RemoveVolumeKey& step);
std::string describe_one(const FinishVolume& step);
std::string describe_one(const MakeFilesystem& step);
std::string describe_one(const MountFilesystem& step);
std::string describe_one(const Unmount& step);
std::string describe_one(const ChangeKernelArguments& step);

void after_one(const WritePartitionTable& step, Machine& machine);
void after_one(const CreateRaid& step, Machine& machine);
void after_one(const AssembleRaid& step, Machine& machine);
void after_one(const StopRaid& step, Machine& machine);
void after_one(const EraseSignatures& step, Machine& machine);
void after_one(const CloseVolume& step, Machine& machine);
void after_one(const FormatVolume& step, Machine& machine);
void after_one(const OpenVolume& step, Machine& machine);
void after_one(const BindVolume& step, Machine& machine);
void after_one(const RemoveVolumeKey& step, Machine& machine);
void after_one(const FinishVolume& step, Machine& machine);
void after_one(const MakeFilesystem& step, Machine& machine);
void after_one(const MountFilesystem& step, Machine& machine);
void after_one(const Unmount& step, Machine& machine);
void after_one(const ChangeKernelArguments& step, Machine& machine);

} // namespace ignite::plan
