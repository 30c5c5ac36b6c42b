// The last deed on the new root.
#pragma once

#include "ignite/core/result.h"
#include "ignite/exec/hands.h"

#include <string_view>

namespace ignite::exec {

// What becomes of the record of an unfinished run once nothing is unfinished any more.
enum class RecordFate : bool {
    kept_until_mark_goes, // in the initramfs: power can still go before the first-boot mark is removed. The
                          // unit of the real root that removes the mark removes /etc/.ignition-unfinished as
                          // well
    removed,              // everywhere else: nobody would remove it after us
};

// Brings everything under the new root to the disk, and then says that the run is finished. To be called once
// per stage "files" (or `apply`), when the state file has been written.
Result<void> conclude_tree(Hands& hands, RecordFate fate, std::string_view boot_id);

} // namespace ignite::exec
