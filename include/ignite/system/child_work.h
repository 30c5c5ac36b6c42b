// Work of ours in a child process: in another root, or as another user, without any of it staying with us.
#pragma once

#include "ignite/core/result.h"

#include <sys/types.h>

#include <functional>
#include <string>

namespace ignite::system {

// Runs `work` in a forked child and hands back the text it returns, or its error with its fault. A child
// that dies, or takes longer than a minute, is an error too. `what` names the work in that case.
Result<std::string> in_child(const std::string& what, const std::function<Result<std::string>()>& work);

// For use in a child: the effective user and group, no others, and nothing of what root may.
Result<void> become(uid_t uid, gid_t gid);

} // namespace ignite::system
