#pragma once

#include "actions/entry_inspector.hpp"
#include "sources/workspace.hpp"
#include "store/history.hpp"
#include "store/mirror.hpp"
#include "store/pass_query.hpp"

#include <vector>

namespace tmdb {

/// What a reconcile sees itself, beside what the mirror says.
struct Surroundings {
    std::vector<MirroredEntry> entries;   // of the mirror
    KnownPlaces known;
    Looks looks;
};

/// Looks at every entry of the mirror on the disk, and, where that is asked, for what would be lost
/// with the worktrees that somebody might remove.
Surroundings look_around(Store& store, Machine& machine, const Workspace& workspace,
                         bool for_losses);

/// Whether what was seen stays true by itself: nothing of it hangs on a clock or on processes.
bool is_lasting(const Looks& looks);

}   // namespace tmdb
