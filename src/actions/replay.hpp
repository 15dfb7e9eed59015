#pragma once

#include "base/machine.hpp"
#include "model/config.hpp"
#include "model/replay.hpp"
#include "passes/pass.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>

namespace tmdb {

/// Asks a pass of the user's own after every reconcile since an instant (UTC ISO-8601), of the
/// ledgers as they stood and by the clock of then. Writes nothing.
///
/// Throws Error when the pass is wrong, when it asks for what only a running reconcile sees (the
/// tables entry_look, dependency_circle and worktree_loss), or when there was no reconcile.
Replay replay_pass(Store& present, Machine& machine, const Pass& pass, const Config& config,
                   const std::string& since,
                   const std::function<void(std::size_t, std::size_t)>& progress);

}   // namespace tmdb
