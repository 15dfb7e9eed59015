#pragma once

#include "model/branch.hpp"
#include "model/task.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tmdb {

/// A linked worktree, or a folder that passes for one. Its identity is git's admin directory or
/// device and inode, never the spelling of its path.
struct Worktree {
    std::string path;   // below the root where it lies there, else absolute
    std::string slug;   // the task it belongs to
    OptionalText branch;
    OptionalText head_oid;
    bool on_disk = false;   // a folder
    bool in_git = false;
    bool locked = false;
    OptionalText lock_reason;
    bool prunable = false;    // git's own word for "its folder is gone"
    OptionalText admin_dir;   // git's directory for it, absolute
    bool matches_layout = false;
    std::optional<std::int64_t> mtime_ns;
    std::optional<std::int64_t> gitdir_mtime_ns;   // when git made or moved it
    std::optional<std::int64_t> head_mtime_ns;
    std::optional<std::int64_t> index_mtime_ns;
    OptionalText operation;   // the file by which git marks that it is in the middle of one
    OptionalText upstream;    // the ref that its branch follows
    BranchFacts commits;
    OptionalText git_trouble;   // why git could not tell of its commits
    bool stale = false;         // it, or git, could not be looked at: what is here is from before

    bool operator==(const Worktree&) const = default;
};

/// A root task file as it was where a worktree left main.
struct TaskBase {
    std::string worktree_path;
    std::string path;   // of the root file
    std::string slug;
    std::string base_oid;        // the commit
    OptionalText front_matter;   // JSON; none: the file was not there, or cannot be parsed
    OptionalText content_hash;

    bool operator==(const TaskBase&) const = default;
};

}   // namespace tmdb
