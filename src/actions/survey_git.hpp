#pragma once

#include "actions/survey.hpp"
#include "sources/git.hpp"
#include "sources/git_program.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// A look at the repository: at its files by hand, and by asking git where anything has moved since
/// it was last asked.
struct GitLook {
    std::optional<GitDirectory> directory;   // none: there is no repository, or `trouble`
    std::string trouble;                     // why nothing can be said
    std::vector<AdminDirectory> admins;
    std::string fingerprint;                           // of the repository as it was looked at
    bool has_moved = false;                            // then git was asked:
    std::map<std::string, ListedWorktree> worktrees;   // by path
    RefList refs;
    /// The commits that stand for main: the root checkout's HEAD, then what its branch follows.
    std::vector<std::string> mains;

    bool is_absent() const { return !directory && trouble.empty(); }
};

/// What a worktree stands on.
struct WorktreeHead {
    OptionalText branch;    // none: detached
    OptionalText oid;       // none on an unborn branch, and where nobody can tell
    OptionalText trouble;   // why nobody can tell
};

/// Where git was asked without trouble.
WorktreeHead head_of(const GitLook& look, const AdminDirectory& admin);

GitLook look_at_git(const SurveyContext& context,
                    const std::optional<std::string>& fingerprint_before);

}   // namespace tmdb
