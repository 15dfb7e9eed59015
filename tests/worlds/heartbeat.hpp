#pragma once

#include "worlds/observed.hpp"

namespace tmdb {

/// What the heartbeat's reconcile_register_orphans(), from which tm-db's pruning comes, would prune
/// of the registers below a root. It knows yes and no, and no third answer: whatever it cannot find
/// or read is not there.
EntryNames pruned_by_heartbeat(const std::string& root);

}   // namespace tmdb
