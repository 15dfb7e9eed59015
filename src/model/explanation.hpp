#pragma once

#include "model/branch.hpp"
#include "model/dossier.hpp"

#include <string>
#include <vector>

namespace tmdb {

/// One layer of completion by its name in the view `completion`.
struct NamedLayer {
    std::string name;
    Layer layer;
};

/// Statements of two ledgers that cannot both be right.
enum class Contradiction {
    statuses_differ,   // root file and copy
    completed_but_reverted,
    completed_but_closed,    // its pull request, without a merge
    completed_but_running,   // its dispatch
    exited_but_open,         // its dispatch, with 0; the root file does not know
    landed_but_open,
    merged_but_open,
    registered_twice,
};

/// Something that a person can do next.
enum class Step {
    correct_sources,   // something cannot be read
    prune_entry,
    take_over_fields,   // of the worktree's copy, by a patch
    set_completed,
    reopen,          // a status says completed, and it is not
    clean_up,        // remove the worktree
    tell_worktree,   // merge main into it
    make_worktree,
    restart,     // dispatch again, in the same worktree
    dispatch,    // for the first time
    take_over,   // by hand, in the worktree
    read_log,
    stop_worker,
    push,
    open_pull_request,
    resolve_conflict,
    read_checks,
    merge_pull_request,
    wait_for_worker,
    wait_for_dependencies,
    nothing,
};

/// Why a task stands where it stands.
struct Explanation {
    Dossier dossier;
    std::vector<NamedLayer> layers;   // none for a finished task that nobody has registered
    std::string verdict;              // of the view `completion`; else "finished" or "unknown"
    std::vector<Contradiction> contradictions;
    std::vector<Step> steps;   // what to do, in this order
};

}   // namespace tmdb
