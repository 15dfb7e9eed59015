#pragma once

#include "actions/survey.hpp"
#include "base/machine.hpp"
#include "model/sync_report.hpp"
#include "sources/workspace.hpp"
#include "store/store.hpp"

namespace tmdb {

struct SyncOptions {
    bool full = false;      // believe no stamp: read every source
    bool fetch = false;     // ask gh for pull requests
    bool rebuild = false;   // make the mirror anew, and prove that all of the history is kept
    Progress progress = [](std::string_view, std::size_t, std::size_t) {};
};

/// Mirrors everything that changed since the last sync. Looks first, then writes: one transaction.
SyncReport sync(Store& store, Machine& machine, const Workspace& workspace,
                const SyncOptions& options);

}   // namespace tmdb
