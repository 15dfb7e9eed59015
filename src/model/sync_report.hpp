#pragma once

#include "model/phase.hpp"
#include "model/problem.hpp"
#include "model/run.hpp"
#include "model/task.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tmdb {

/// How many rows each table of the history has.
using HistoryRows = std::map<std::string, std::int64_t>;

/// What a sync did.
struct SyncReport {
    std::int64_t run_id = 0;
    std::map<std::string, LedgerCounts> ledgers;   // by table
    std::vector<Problem> problems;                 // all that there are now
    OptionalText pull_requests_as_of;              // when they were so; UTC
    HistoryRows history;                           // of a rebuild: all that was kept
    std::int64_t took_ns = 0;
    Phases phases;   // one after the other, from the first look to the commit
};

}   // namespace tmdb
