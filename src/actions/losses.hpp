#pragma once

#include "actions/worktree_files.hpp"
#include "base/machine.hpp"
#include "model/branch.hpp"
#include "model/loss.hpp"
#include "model/task.hpp"
#include "sources/git_objects.hpp"
#include "sources/workspace.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tmdb {

/// A worktree to be looked at, and what is known of its commits.
struct WorktreeInQuestion {
    std::string path;         // as in the mirror
    OptionalText admin_dir;   // none: a folder that git does not know
    OptionalText branch;
    OptionalText head_oid;
    bool locked = false;
    OptionalText lock_reason;
    OptionalText operation;
    BranchFacts commits;
    OptionalText git_trouble;
    bool merged = false;   // a pull request was merged at its very head
};

/// Makes the way to ask about objects, when the first question comes.
using MakeObjects = std::function<GitObjects&()>;

/// What each of these worktrees holds that is nowhere else: looked at on the disk now, in a number
/// of git processes that does not depend on how many there are. Nothing is written.
///
/// Lost would be: commits that neither main nor any remote has, unless their change has landed or
/// their pull request was merged; commits of a detached HEAD that no ref leads to; an operation of
/// git's under way; stashes made on the branch; tracked files unlike the HEAD commit; files that
/// are not tracked, ignored ones too, unless the root checkout has the same file at the same place;
/// and repositories inside. A lock says that somebody wants the worktree kept.
std::vector<LossReport> find_losses(Machine& machine, const Workspace& workspace,
                                    const std::vector<WorktreeInQuestion>& worktrees,
                                    const MakeObjects& make_objects);

}   // namespace tmdb
