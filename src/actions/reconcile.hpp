#pragma once

#include "actions/catalogue.hpp"
#include "actions/prune.hpp"
#include "actions/settle.hpp"
#include "base/machine.hpp"
#include "model/reconcile_report.hpp"
#include "sources/workspace.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tmdb {

struct ReconcileOptions {
    std::vector<std::string> only;      // codes; empty: all
    std::vector<std::string> skipped;   // codes
    Write write = Write::yes;
    std::optional<std::size_t> expected_prunes;
    PlainRename plain_rename = PlainRename::refused;
};

/// The passes that are to run. An unknown code is an Error (usage).
std::vector<const Pass*> choose_passes(const PassCatalogue& catalogue,
                                       const std::vector<std::string>& only,
                                       const std::vector<std::string>& skipped);

/// Asks every pass, keeps the answers as signals, and prunes. The store is open for writing, or for
/// reading with Write::no.
ReconcileReport reconcile(Store& store, Machine& machine, const Workspace& workspace,
                          const ReconcileOptions& options);

}   // namespace tmdb
