#pragma once

#include "model/task.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// One field of the front matter by its values in three files; none: missing, null or empty there.
struct TaskField {
    std::string name;
    std::string label;   // as in the view task_field: who has changed it
    OptionalText base;
    OptionalText root;
    OptionalText worktree;

    /// Whether the worktree says something that the root file does not.
    bool is_of_worktree() const
    {
        return label == "worktree_ahead" || label == "both_changed" || label == "differs";
    }
};

/// A root file, and the copy of it in a worktree.
struct TaskPair {
    std::string root_path;
    std::string root_hash;   // of its front matter when it was mirrored
    std::string copy_path;
    std::string copy_hash;
    OptionalText base_oid;           // the commit where the worktree left main
    std::vector<TaskField> fields;   // those that are not the same in all three, by name
};

}   // namespace tmdb
