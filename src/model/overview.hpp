#pragma once

#include "model/signal.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// An open signal in the overview.
struct SignalLine {
    std::string code;
    std::string subject;
    bool acknowledged = false;
    bool unstable = false;

    bool operator==(const SignalLine&) const = default;
};

/// One task in the overview, with its open signals behind it.
struct TaskLine {
    std::string slug;
    std::string group;
    bool needs_attention = false;
    std::optional<std::string> status;
    std::optional<std::string> owner;
    bool registered = false;
    std::optional<std::string> worktree_path;
    std::optional<std::string> dispatch_state;
    std::optional<std::int64_t> pr_number;
    std::optional<std::string> pr_ci_state;
    std::optional<std::string> pr_mergeable;
    std::vector<SignalLine> signals;
};

/// A task whose pull request only has to be merged.
struct MergeLine {
    std::string slug;
    std::int64_t pr_number = 0;
    std::optional<std::string> pr_url;
    std::optional<std::string> pr_ci_state;
    std::optional<std::string> pr_mergeable;
};

struct FinishedLine {
    std::string slug;
    std::string status;
    std::string finished_at;
};

/// How old the mirror is, of one kind of source.
struct SourceAge {
    std::string ledger;   // the table's name, or git
    std::int64_t total = 0;
    std::int64_t unreadable = 0;   // sources
    std::int64_t stale = 0;        // rows that are not what a good read would say
    std::optional<std::string> read_at;
};

/// Somebody who manages tasks: the key by which all spellings are one, and the name.
struct Manager {
    std::string key;
    std::string name;
};

/// All tasks by group, or those of one manager. Counts and lists come from the one view `bucket`.
struct Overview {
    std::optional<std::string> manager;           // the name
    std::map<std::string, std::int64_t> counts;   // of every group, 0 included
    std::vector<TaskLine> tasks;                  // of the groups that were asked for
    std::vector<MergeLine> waiting_for_merge;
    std::vector<FinishedLine> recently_finished;
    std::vector<Signal> signals;   // the open ones, but for those of other managers' tasks
    std::vector<SignalLine> loose_signals;   // of those, the ones that are about none of the tasks
    std::vector<SourceAge> sources;
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
