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

/// Pure. Of one register, more than 5 entries and more than 30 % of it are not removed because
/// their task files are absent, unless `expected` is exactly the number of candidates; an
/// `expected` that is not that number holds back all.
PrunePlan plan_pruning(const std::vector<PruneCandidate>& candidates,
                       const std::map<std::string, std::size_t>& register_sizes,
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
