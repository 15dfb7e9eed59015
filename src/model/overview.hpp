#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// One task in the overview, with its open signals behind it.
struct TaskLine {
    std::string slug;
    std::string group;
    std::optional<std::string> status;
    std::optional<std::string> owner;
    bool registered = false;
    std::optional<std::string> worktree_path;
    std::optional<std::string> dispatch_state;
    std::optional<std::string> pr_number;
    std::vector<std::string> signals;   // codes
};

/// All tasks by group. Counts and lists come from the one view `bucket`.
struct Overview {
    std::map<std::string, std::int64_t> counts;   // of every group, 0 included
    std::vector<TaskLine> tasks;                  // of the groups that were asked for
    std::vector<std::pair<std::string, std::string>>
        loose_signals;   // code and subject, of no task
    std::optional<std::string> synced_at;
    std::optional<std::string> reconciled_at;
};

/// The groups in the order in which they matter.
inline const std::vector<std::string>& display_groups()
{
    static const std::vector<std::string> groups = {"needs_attention", "active", "ready",
                                                    "waiting",         "other",  "done"};
    return groups;
}

}   // namespace tmdb
