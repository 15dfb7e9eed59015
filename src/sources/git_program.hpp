#pragma once

#include "base/machine.hpp"
#include "model/task.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// A git command that nothing around it can turn into something else: it runs in the root checkout,
/// looks for no repository above it, asks no one, locks nothing, keeps no trace of itself, and
/// starts no program that the repository's configuration names. Of `environment` no GIT_ variable
/// and no locale is kept.
Command git_command(const std::string& root, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& environment);

/// What git said. It is an answer only when there is no trouble.
struct GitAnswer {
    std::string output;
    std::string trouble;

    explicit operator bool() const { return trouble.empty(); }
};

/// Runs a command of git's that ends with 0 when all is well.
GitAnswer ask_git(Machine& machine, const Command& command);

/// A worktree as `git worktree list` tells it.
struct ListedWorktree {
    std::string path;
    OptionalText head_oid;   // none on an unborn branch, and where HEAD cannot be read
    OptionalText branch;     // without refs/heads/; none where HEAD cannot be read
    bool bare = false;
    bool detached = false;
    bool locked = false;
    bool prunable = false;
    OptionalText lock_reason;

    bool operator==(const ListedWorktree&) const = default;
};

/// The main worktree first. An answer only when `complete`; else `trouble` says why not.
struct WorktreeList {
    bool complete = false;
    std::vector<ListedWorktree> worktrees;
    std::string trouble;
};

WorktreeList list_worktrees(Machine& machine, const std::string& root,
                            const std::vector<std::string>& environment);

/// Reads what `git worktree list --porcelain -z` prints.
WorktreeList parse_worktree_list(std::string_view porcelain);

/// A ref and what it names.
struct GitRef {
    std::string name;        // refs/heads/main
    std::string oid;         // of a commit, or of a tag that leads to one
    OptionalText upstream;   // of a branch: the ref that it follows

    bool operator==(const GitRef&) const = default;
};

/// Every ref, sorted by name. An answer only when `complete`; else `trouble` says why not.
struct RefList {
    bool complete = false;
    std::vector<GitRef> refs;
    std::string trouble;

    const GitRef* find(std::string_view name) const;
};

RefList list_refs(Machine& machine, const std::string& root,
                  const std::vector<std::string>& environment);

}   // namespace tmdb
