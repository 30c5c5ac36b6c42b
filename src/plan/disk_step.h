// What is said of the steps that change disks and mounts, and what they promise. For step.cpp.
#pragma once

#include "ignite/plan/disk_steps.h"
#include "ignite/plan/machine.h"

#include <string>

namespace ignite::plan {

std::string describe_one(const WritePartitionTable& step);
std::string describe_one(const CreateRaid& step);
std::string describe_one(const EraseSignatures& step);
std::string describe_one(const MakeFilesystem& step);
std::string describe_one(const MountFilesystem& step);
std::string describe_one(const Unmount& step);
std::string describe_one(const ChangeKernelArguments& step);

void after_one(const WritePartitionTable& step, Machine& machine);
void after_one(const CreateRaid& step, Machine& machine);
void after_one(const EraseSignatures& step, Machine& machine);
void after_one(const MakeFilesystem& step, Machine& machine);
void after_one(const MountFilesystem& step, Machine& machine);
void after_one(const Unmount& step, Machine& machine);
void after_one(const ChangeKernelArguments& step, Machine& machine);

} // namespace ignite::plan
