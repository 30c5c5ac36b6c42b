// What to do with a node, from what was at its path before us. Pure tables; spec stages.md §12.4.
#pragma once

#include "ignite/plan/root_tree.h"

#include <cstdint>

namespace ignite::plan {

enum class NodeVerdict : std::uint8_t {
    make,   // nothing of anybody else's is there: what an unfinished run of ours left goes
    clear,  // remove what is there, then make
    keep,   // it is there: appends, owner and mode still apply
    refuse, // it is in the way
};

enum class SourceSet : bool { no, yes };

NodeVerdict judge_file(const NodeFound& found, bool overwrite, SourceSet source);
NodeVerdict judge_directory(const NodeFound& found, bool overwrite);

// `same`: a symlink with the same text, or the same inode as the target of a hard link.
NodeVerdict judge_link(const NodeFound& found, bool overwrite, bool same);

} // namespace ignite::plan
