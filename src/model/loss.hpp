#pragma once

#include "model/branch.hpp"

#include <compare>
#include <string>
#include <vector>

namespace tmdb {

/// Something that removing a worktree, and with it its branch, would lose.
struct Loss {
    /// locked operation unpushed_commits detached_commits stash uncommitted untracked ignored
    /// repository refs
    std::string kind;
    std::string what;   // a path below the worktree, a commit, words

    auto operator<=>(const Loss&) const = default;
};

/// What is lost with a worktree, as far as it could be seen.
struct LossReport {
    std::string worktree_path;          // as in the mirror
    std::vector<Loss> losses;           // in a fixed order
    std::vector<std::string> unknown;   // what could not be told

    /// Whether it may go without losing anything.
    Truth removable() const;

    bool operator==(const LossReport&) const = default;
};

}   // namespace tmdb
