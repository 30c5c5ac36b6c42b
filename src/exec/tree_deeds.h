// Doing the steps that change the new root.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"
#include "ignite/plan/tree_steps.h"

namespace ignite::exec {

Result<void> apply_one(const plan::RestoreAccounts& step, Hands& hands);
Result<void> apply_one(const plan::Remember& step, Hands& hands);
Result<void> apply_one(const plan::AddGroup& step, Hands& hands);
Result<void> apply_one(const plan::ChangeGroup& step, Hands& hands);
Result<void> apply_one(const plan::RemoveGroup& step, Hands& hands);
Result<void> apply_one(const plan::AddUser& step, Hands& hands);
Result<void> apply_one(const plan::ChangeUser& step, Hands& hands);
Result<void> apply_one(const plan::RemoveUser& step, Hands& hands);
Result<void> apply_one(const plan::SetPassword& step, Hands& hands);
Result<void> apply_one(const plan::OwnDirectory& step, Hands& hands);
Result<void> apply_one(const plan::WriteKeys& step, Hands& hands);
Result<void> apply_one(const plan::MakeDirectory& step, Hands& hands);
Result<void> apply_one(const plan::MakeSymlink& step, Hands& hands);
Result<void> apply_one(const plan::MakeHardLink& step, Hands& hands);
Result<void> apply_one(const plan::MaskUnit& step, Hands& hands);
Result<void> apply_one(const plan::UnmaskUnit& step, Hands& hands);
Result<void> apply_one(const plan::AddCrypttabLines& step, Hands& hands);
Result<void> apply_one(const plan::WriteKeyFile& step, Hands& hands);
Result<void> apply_one(const plan::WriteReport& step, Hands& hands);
Result<void> apply_one(const plan::WriteResult& step, Hands& hands);
Result<void> apply_one(const plan::Relabel& step, Hands& hands);

// Writes down which directories the stage "mount" is about to make, for a stage "files" that does not hear of
// it: power can go in between. They may become a user's.
Result<void> note_directories(const std::vector<std::string>& directories, Hands& hands);

} // namespace ignite::exec
