// One thing to do to the machine, and a list of them.
//
// Beside each kind of step stand `describe` (one stable line for people and golden tests), `after` (what the
// machine looks like once it is done) and, in the room `exec`, `apply_one`. Adding an alternative makes the
// compiler point at every place that must know it.
#pragma once

#include "ignite/plan/disk_steps.h"
#include "ignite/plan/machine.h"
#include "ignite/plan/tree_steps.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ignite::plan {

using Step = std::variant< // disks, mounts, kernel arguments
    WritePartitionTable, CreateRaid, AssembleRaid, StopRaid, EraseSignatures, CloseVolume, FormatVolume,
    OpenVolume, BindVolume, RemoveVolumeKey, FinishVolume, MakeFilesystem, MountFilesystem, Unmount,
    ChangeKernelArguments,
    // the new root
    RestoreAccounts, Remember, AddGroup, ChangeGroup, RemoveGroup, AddUser, ChangeUser, RemoveUser,
    SetPassword, OwnDirectory, WriteKeys, MakeDirectory, WriteFile, MakeSymlink, MakeHardLink, WriteUnit,
    MaskUnit, UnmaskUnit, DisableUnit, AddPreset, AddCrypttabLines, WriteKeyFile, WriteReport, WriteResult,
    Relabel>;

struct Plan {
    std::vector<Step> steps;
    std::vector<std::string> warnings; // what was seen while planning, and the plan goes on without
};

std::string describe(const Step& step);         // one line, stable
std::string_view kind_of(const Step& step);     // "make-filesystem": one word, stable
void after(const Step& step, Machine& machine); // what will be so once the step is done

} // namespace ignite::plan
