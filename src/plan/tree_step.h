// What is said of the steps that change the new root, and what they promise. For step.cpp.
#pragma once

#include "ignite/plan/machine.h"
#include "ignite/plan/tree_steps.h"

#include <string>

namespace ignite::plan {

std::string describe_one(const RestoreAccounts& step);
std::string describe_one(const Remember& step);
std::string describe_one(const AddGroup& step);
std::string describe_one(const ChangeGroup& step);
std::string describe_one(const RemoveGroup& step);
std::string describe_one(const AddUser& step);
std::string describe_one(const ChangeUser& step);
std::string describe_one(const RemoveUser& step);
std::string describe_one(const SetPassword& step);
std::string describe_one(const OwnDirectory& step);
std::string describe_one(const WriteKeys& step);
std::string describe_one(const MakeDirectory& step);
std::string describe_one(const WriteFile& step);
std::string describe_one(const MakeSymlink& step);
std::string describe_one(const MakeHardLink& step);
std::string describe_one(const WriteUnit& step);
std::string describe_one(const MaskUnit& step);
std::string describe_one(const UnmaskUnit& step);
std::string describe_one(const DisableUnit& step);
std::string describe_one(const AddPreset& step);
std::string describe_one(const AddCrypttabLines& step);
std::string describe_one(const WriteKeyFile& step);
std::string describe_one(const WriteReport& step);
std::string describe_one(const WriteResult& step);
std::string describe_one(const Relabel& step);

void after_one(const RestoreAccounts& step, Machine& machine);
void after_one(const Remember& step, Machine& machine);
void after_one(const AddGroup& step, Machine& machine);
void after_one(const ChangeGroup& step, Machine& machine);
void after_one(const RemoveGroup& step, Machine& machine);
void after_one(const AddUser& step, Machine& machine);
void after_one(const ChangeUser& step, Machine& machine);
void after_one(const RemoveUser& step, Machine& machine);
void after_one(const SetPassword& step, Machine& machine);
void after_one(const OwnDirectory& step, Machine& machine);
void after_one(const WriteKeys& step, Machine& machine);
void after_one(const MakeDirectory& step, Machine& machine);
void after_one(const WriteFile& step, Machine& machine);
void after_one(const MakeSymlink& step, Machine& machine);
void after_one(const MakeHardLink& step, Machine& machine);
void after_one(const WriteUnit& step, Machine& machine);
void after_one(const MaskUnit& step, Machine& machine);
void after_one(const UnmaskUnit& step, Machine& machine);
void after_one(const DisableUnit& step, Machine& machine);
void after_one(const AddPreset& step, Machine& machine);
void after_one(const AddCrypttabLines& step, Machine& machine);
void after_one(const WriteKeyFile& step, Machine& machine);
void after_one(const WriteReport& step, Machine& machine);
void after_one(const WriteResult& step, Machine& machine);
void after_one(const Relabel& step, Machine& machine);

} // namespace ignite::plan
