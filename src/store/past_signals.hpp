#pragma once

#include "store/connection.hpp"

#include <cstdint>

namespace tmdb {

/// Fills the empty table `signal` with what it held when a run had ended.
///
/// What signals say comes from their events. That a reconcile saw one again is written down
/// nowhere: `times_seen` and `last_seen_at` follow from which runs could judge it (`signal_gap`).
void lay_out_signals(Connection& present, Connection& past, std::int64_t run);

}   // namespace tmdb
