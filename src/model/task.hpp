#pragma once

#include "model/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

using OptionalText = std::optional<std::string>;

/// What the front matter of a task file says. Scalars are the text that was written.
struct TaskFields {
    OptionalText id;
    OptionalText title;
    OptionalText status;       // normal form
    OptionalText status_raw;   // as written
    OptionalText priority;
    OptionalText milestone;
    OptionalText owner;
    OptionalText owner_key;   // by which all spellings of the owner are one
    OptionalText pr_number;
    OptionalText pr_url;
    OptionalText pr_created_at;
    std::optional<std::int64_t> pull_request;   // the number that pr_number or pr_url names
    OptionalText started_at;
    OptionalText completed_at;
    OptionalText completed_by;
    std::vector<std::string> depends_on;
    std::string tags = "[]";   // JSON array of texts

    bool operator==(const TaskFields&) const = default;
};

/// A root task file, or with `worktree_path` the copy of one in a worktree.
struct Task {
    std::string path;            // below the root; of a copy: below its worktree
    std::string worktree_path;   // empty for a root task file
    std::string slug;
    TaskFields fields;
    std::string front_matter;   // the whole mapping as JSON
    std::string content_hash;   // of the front matter's bytes
    std::int64_t mtime_ns = 0;
    bool stale = false;   // not what a good read of the present file says: judge nothing by it

    bool operator==(const Task&) const = default;
};

/// A task file as read: what was understood, and what was not.
struct ParsedTask {
    std::optional<Task> task;
    std::vector<Problem> problems;
};

}   // namespace tmdb
