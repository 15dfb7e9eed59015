#pragma once

#include "base/machine.hpp"
#include "base/replace_file.hpp"
#include "model/restore_report.hpp"
#include "sources/workspace.hpp"
#include "store/history.hpp"
#include "store/store.hpp"

namespace tmdb {

/// Puts the bytes of pruned entries back. A slug that is registered again is never overwritten.
/// A selection that fits nothing is an Error.
RestoreReport restore(Store& store, Machine& machine, const Workspace& workspace,
                      const PruneSelection& selection, PlainRename plain_rename);

}   // namespace tmdb
