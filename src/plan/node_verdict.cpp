#include "node_verdict.h"

namespace ignite::plan {

// Everything is judged by what was there before any run of ours. So on a second try after a broken-off run,
// what that run wrote is "nothing", and what it appended to is as long as it was.
//
// before           overwrite  source set | verdict
// ----------------------------------------+--------
// nothing             any        any      | make
// anything            yes        any      | clear
// regular file        no         no       | keep
// regular file        no         yes      | refuse
// anything else       no         any      | refuse
NodeVerdict judge_file(const NodeFound& found, bool overwrite, SourceSet source) {
    if (found.before.kind == NodeKind::absent)
        return NodeVerdict::make;
    if (overwrite)
        return NodeVerdict::clear;
    const bool keeps = found.before.kind == NodeKind::file && source == SourceSet::no;
    return keeps ? NodeVerdict::keep : NodeVerdict::refuse;
}

// before           overwrite | verdict
// ---------------------------+--------
// nothing             any    | make; what we made before may hold nodes of ours already, so it stays
// anything            yes    | clear
// directory           no     | keep
// anything else       no     | refuse
NodeVerdict judge_directory(const NodeFound& found, bool overwrite) {
    if (found.before.kind == NodeKind::absent)
        return NodeVerdict::make;
    if (overwrite)
        return NodeVerdict::clear;
    return found.before.kind == NodeKind::directory ? NodeVerdict::keep : NodeVerdict::refuse;
}

// before           overwrite  same | verdict
// ---------------------------------+--------
// nothing             any      any | make
// anything            yes      any | clear
// anything            no       yes | keep
// anything            no       no  | refuse
NodeVerdict judge_link(const NodeFound& found, bool overwrite, bool same) {
    if (found.before.kind == NodeKind::absent)
        return NodeVerdict::make;
    if (overwrite)
        return NodeVerdict::clear;
    return same ? NodeVerdict::keep : NodeVerdict::refuse;
}

} // namespace ignite::plan
