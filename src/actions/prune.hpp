#pragma once

#include "actions/entry_inspector.hpp"
#include "base/machine.hpp"
#include "base/replace_file.hpp"
#include "model/prune.hpp"
#include "model/reconcile_report.hpp"
#include "sources/workspace.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

enum class Write { no, yes };

/// Which candidates may go, and which the mass guard holds back.
struct PrunePlan {
    std::vector<PruneCandidate> allowed;
    std::vector<PruneCandidate> refused;
    std::string why_refused;
};

/// What the mass guard counts of one register.
struct RegisterMass {
    std::size_t entries = 0;
    /// Of those, the ones of which neither worktree nor task file was seen, without those that are
    /// known to be new. Those that stay because something else could not be seen count, too: else
    /// a mass would slip past the guard as soon as a part of it cannot be made out.
    std::size_t without_task = 0;

    bool operator==(const RegisterMass&) const = default;
};

/// By register.
std::map<std::string, RegisterMass> register_masses(const std::vector<EntryLook>& looks);

/// Pure. Of a register of which more than 5 entries and more than 30 % are without their task files
/// no entry is removed because its task file is absent, unless `expected` is exactly the number of
/// candidates; an `expected` that is not that number holds back all.
PrunePlan plan_pruning(const std::vector<PruneCandidate>& candidates,
                       const std::map<std::string, RegisterMass>& masses,
                       std::optional<std::size_t> expected);

/// Prunes one register: reads it, looks again at every candidate, cuts out exactly the bytes of
/// those that are still prunable, and puts the result in its place. When the file changed
/// underneath it starts over with a fresh decision, five times at most. With Write::no everything
/// but the write. What was written is left unsettled in the history.
RegisterPrune prune_register(Store& store, Machine& machine, const Workspace& workspace,
                             const KnownPlaces& known, const std::string& register_path,
                             const std::vector<PruneCandidate>& candidates, std::int64_t run_id,
                             Write write, PlainRename plain_rename);

}   // namespace tmdb
