#pragma once

#include "base/machine.hpp"
#include "model/task.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// Where a repository keeps its data; absolute, without symbolic links.
struct GitDirectory {
    std::string common;   // of the repository: refs, objects, worktrees
    std::string own;      // of one checkout: its HEAD and index; of the main one the same
};

/// Asked by hand, from `.git` in `root`: a folder, or a file that names one. ENOENT: no git here;
/// EINVAL: that file makes no sense.
Looked<GitDirectory> find_git_directory(Machine& machine, const std::string& root);

/// What git keeps about a linked worktree, in <common>/worktrees/<name>.
struct AdminDirectory {
    std::string path;
    std::string worktree_path;   // absolute; nothing need be there
    bool torn = false;           // git's note of that path is not whole, as all that it writes are
    OptionalText branch;         // without refs/heads/
    OptionalText detached_oid;
    bool locked = false;
    OptionalText lock_reason;
    std::optional<Nanoseconds> gitdir_mtime_ns;
    std::optional<Nanoseconds> head_mtime_ns;
    std::optional<Nanoseconds> index_mtime_ns;
    OptionalText operation;   // the file by which git marks that it is in the middle of one

    bool operator==(const AdminDirectory&) const = default;
};

enum class AdminDetail {
    place,      // where the worktree is, and whether it is locked; the rest stays empty
    checkout,   // all, of what git itself counts as a worktree
};

/// Every linked worktree, sorted by `path`; all of them, or the errno of what could not be read.
Looked<std::vector<AdminDirectory>>
read_admin_directories(Machine& machine, const GitDirectory& git,
                       AdminDetail detail = AdminDetail::checkout);

/// The branch that HEAD names in the checkout that `git.own` is of; none when detached.
OptionalText head_branch(Machine& machine, const GitDirectory& git);

/// Differs whenever git could say otherwise of its refs and worktrees, so that it need not be asked
/// while this stays. Every loose ref has its stamp in it: git replaces refs by renaming.
std::string repository_fingerprint(Machine& machine, const GitDirectory& git,
                                   const std::vector<AdminDirectory>& admin_directories);

/// The file by which git marks that it is in the middle of something in the root checkout, such as
/// "MERGE_HEAD"; empty when it is not, or when there is no git.
Looked<std::string> operation_under_way(Machine& machine, const std::string& root);

}   // namespace tmdb
