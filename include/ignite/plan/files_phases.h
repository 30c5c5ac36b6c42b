// The stage "files", phase by phase: each asks, and plans from the answers.
//
// What the stage runner does with it, for every row of files_phases() in order:
//
//     questions = phase.ask(config, machine.root, given);   machine.root: as the phase before left it, and at
//                                                           first with the record of an unfinished run
//     machine.root = TRY(probe::probe_root_tree(questions, root, machine.root.record, processes));
//     plan = TRY(phase.plan(config, machine, given));       log it: one `describe` a line, at debug
//     if the plan is empty: next phase
//     TRY(exec::apply(plan.steps, hands));
//     promised = machine.root after all steps; machine.root = probe again with the same questions;
//     differences(promised, machine.root) is the error
//
// Running dry, machine.root is what `after` promised; the next phase looks at the real tree and then takes
// over what was promised of it (carry_promises), instead of seeing it done. Once the state file has been
// written: exec::conclude_tree(hands, …), the last deed of the stage. See exec/conclude.h. From the state
// file, `luksPersistKeyFiles` goes when the stage has ended well.
#pragma once

#include "ignite/core/result.h"
#include "ignite/plan/machine.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/step.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ignite::plan {

enum class KeysPlace : bool {
    fragment,  // ~/.ssh/authorized_keys.d/ignition
    main_file, // ~/.ssh/authorized_keys
};

// The value of IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT. Spec stages.md §1.2.
Result<KeysPlace> keys_place(std::string_view value);

// What the stage knows beside the config: left by earlier stages, or drawn beforehand.
struct FilesGiven {
    std::vector<std::string> notated_directories;      // state: notatedDirectories
    std::map<std::string, std::string> luks_key_files; // state: luksPersistKeyFiles; data URLs, secret
    std::map<std::string, std::string> cex_key_files;  // state: luksPersistVolumeKeyFiles; data URLs, secret
    std::vector<config::File> provider_files;          // state: providerOutputFiles; outlives the plans
    std::map<std::string, std::string> luks_uuids;     // by volume name: `cryptsetup luksUUID DEVICE-ALIAS`
    KeysPlace keys = KeysPlace::fragment;
    bool writes_result = true; // false: `apply`, which leaves no result, relabels nothing, writes no crypttab
    bool user_config_provided = false;
    std::string boot_id;                    // with dashes
    std::string date;                       // RFC 3339, of the beginning of the stage
    std::vector<std::string> earlier_tries; // when runs that were broken off began, the first one first
    std::string report; // what has been done up to then, for phases that ask for it; see FilesPhase
};

struct FilesPhase {
    std::string_view name;
    Questions (*ask)(const config::Config&, const RootTree& so_far, const FilesGiven&);
    Result<Plan> (*plan)(const config::Config&, const Machine&, const FilesGiven&);
    bool of_itself = false;  // writes what every run leaves of itself, whatever the config says
    bool reports = false;    // FilesGiven::report is to be made just before it
    bool only_warns = false; // of what was promised: the tools of accounts have the last word
};

std::span<const FilesPhase> files_phases();

// What was promised and is not so, one line each; empty: all is as it should be. Looks only at what both
// know.
std::vector<std::string> differences(const RootTree& promised, const RootTree& found);

// Puts what earlier phases promised in place of what a dry run finds: accounts, and nodes that were looked
// at.
void carry_promises(const RootTree& promised, RootTree& found);

} // namespace ignite::plan
