#pragma once

#include "actions/sync.hpp"

namespace tmdb {

/// A sync that makes the mirror anew from the ledgers, and keeps every row of the history. A copy
/// of the database lies beside it meanwhile; when the rebuild fails it is removed only if the
/// database is proven sound, else named in the Error.
SyncReport rebuild(Store& store, Machine& machine, const Workspace& workspace, Progress progress);

}   // namespace tmdb
