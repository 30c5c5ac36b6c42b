// How planners of the new root read the answers they were given.
#pragma once

#include "ignite/config/types.h"
#include "ignite/core/result.h"
#include "ignite/plan/files_phases.h"
#include "ignite/plan/questions.h"
#include "ignite/plan/step.h"

#include <span>
#include <string>

namespace ignite::plan {

// The answer about a path that was asked for; one that was not is our own mistake, and says so.
Result<const NodeFound*> answer(const RootTree& tree, const std::string& path);

// An owner of the config as ids of the target; what is not set stays so.
Result<Attributes> owner(const RootTree& tree, const config::Node& node);

// What a node is for the phases behind that of the nodes: what was there before any run of ours, or what the
// nodes of this config have made of it by now.
const NodeState& behind_nodes(const config::Storage& storage, const NodeFound& found);

// The steps with, in front of them, what they need to be told from somebody else's data afterwards: all nodes
// that were looked at, what `more` names beside, and when this run began. Nothing for no steps.
Plan remembered(const RootTree& tree, const FilesGiven& given, const Record& more, std::vector<Step> steps);

// What the account tools of the target write, and what they keep of it.
std::span<const std::string_view> account_files();

std::string_view name_of(NodeKind kind); // "a regular file"
std::string octal(std::uint32_t mode);   // "0644"

} // namespace ignite::plan
