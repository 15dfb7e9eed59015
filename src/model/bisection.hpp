#pragma once

#include "model/log_entry.hpp"
#include "model/value.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace tmdb {

/// Since when a query has rows.
struct Bisection {
    RunLine oldest;                  // that is remembered
    std::size_t examined = 0;        // runs
    std::optional<RunLine> first;    // after which there were rows
    Table rows;                      // what the query said then
    std::vector<LogEntry> changes;   // what happened in that run; none when it is the oldest
};

}   // namespace tmdb
