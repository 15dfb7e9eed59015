#pragma once

#include "model/problem.hpp"
#include "model/run.hpp"
#include "model/task.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tmdb {

/// What a sync did.
struct SyncReport {
    std::int64_t run_id = 0;
    std::map<std::string, LedgerCounts> ledgers;   // by table
    std::vector<Problem> problems;                 // all that there are now
    OptionalText pull_requests_as_of;              // when they were so; UTC
    std::int64_t took_ns = 0;
};

}   // namespace tmdb
