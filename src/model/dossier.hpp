#pragma once

#include "model/dispatch.hpp"
#include "model/pull_request.hpp"
#include "model/register.hpp"
#include "model/signal.hpp"
#include "model/task.hpp"
#include "model/worktree.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// What one task file says, a root file or a copy.
struct TaskStatement {
    std::string path;
    std::string worktree_path;   // empty: the root file
    OptionalText status;
    OptionalText status_raw;
    OptionalText owner;
    std::optional<std::int64_t> pull_request;
    bool stale = false;
};

/// The pull request of a task, and who says so.
struct TaskPullRequest {
    std::int64_t number = 0;
    std::string source;                        // head worktree root
    std::optional<PullRequest> pull_request;   // none: only its number is known
};

/// Everything that the database holds of one task.
struct Dossier {
    std::string slug;
    std::vector<TaskStatement> roots;
    std::vector<TaskStatement> copies;
    std::vector<MirroredEntry> entries;
    std::vector<Worktree> worktrees;    // the one that stands for the task first
    std::vector<Dispatch> dispatches;   // the latest first
    bool dispatch_is_current = false;   // the latest belongs to this life of the slug
    std::optional<TaskPullRequest> pull_request;
    std::map<std::string, std::string> completion;   // columns of the view; empty: not in it
    std::vector<std::string> unmet_dependencies;
    std::vector<Signal> signals;   // open
    OptionalText head_oid;         // the root checkout's HEAD at the last sync

    const TaskStatement* root() const { return roots.empty() ? nullptr : &roots.front(); }
    const Worktree* worktree() const { return worktrees.empty() ? nullptr : &worktrees.front(); }
    /// The copy in that worktree.
    const TaskStatement* copy() const;
    const Dispatch* dispatch() const
    {
        return dispatch_is_current && !dispatches.empty() ? &dispatches.front() : nullptr;
    }
    bool is_finished() const;
    bool has_signal(std::string_view code) const;
};

}   // namespace tmdb
