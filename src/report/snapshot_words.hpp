#pragma once

#include "base/time.hpp"
#include "model/overview.hpp"
#include "report/json.hpp"

namespace tmdb {

/// What a heartbeat reads: the tasks with their signals folded into each, and the signals
/// themselves as flat rows under "escalation".
Json snapshot_json(const Overview& overview, Nanoseconds now);

}   // namespace tmdb
