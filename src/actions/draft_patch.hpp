#pragma once

#include "base/machine.hpp"
#include "model/task_pair.hpp"
#include "sources/front_matter_patch.hpp"
#include "sources/workspace.hpp"

namespace tmdb {

/// The patch by which the root file takes the worktree's fields. Nothing is written.
/// Throws Error when one of the files cannot be read, or is not what was mirrored: who has changed
/// a field is known only of those.
FrontMatterPatch draft_patch(Machine& machine, const Workspace& workspace, const TaskPair& pair);

}   // namespace tmdb
