#pragma once

#include "base/machine.hpp"
#include "sources/git_index.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// A tracked file that may or may not be what the index says: only its content can tell.
struct FileToCompare {
    std::string path;   // below the worktree
    std::string oid;    // of the blob in the index
    bool is_link = false;

    bool operator==(const FileToCompare&) const = default;
};

/// The files of a worktree beside its index, by names and stamps alone. All paths are below the
/// worktree and sorted; that of a folder ends in '/'.
struct WorktreeFiles {
    std::vector<std::string> changed;   // for sure
    std::vector<FileToCompare> to_compare;
    std::vector<std::string> untracked;      // a folder stands for all that is in it
    std::vector<std::string> repositories;   // folders with a .git of their own
    std::vector<std::string> unknown;        // what could not be looked at, in words

    bool operator==(const WorktreeFiles&) const = default;
};

/// Looks at every file below `top`, a worktree's folder. A tracked file is unchanged when its
/// stamps are those of the index and older than the index itself (`index_mtime_ns`): git's rule.
/// What the index marks as skipped or as a submodule is not expected on the disk. Links are not
/// followed, and folders without a tracked file are not entered.
WorktreeFiles look_at_files(Machine& machine, const std::string& top, const GitIndex& index,
                            Nanoseconds index_mtime_ns);

}   // namespace tmdb
