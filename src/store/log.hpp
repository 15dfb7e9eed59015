#pragma once

#include "model/log_entry.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

struct LogQuery {
    std::optional<std::string> slug;
    std::optional<std::string> since;   // at or after this instant
    std::optional<std::int64_t> run;    // in this one alone
    std::int64_t most = 50;             // entries, the newest: about a screenful
};

/// What happened, the newest first.
std::vector<LogEntry> read_log(Store& store, const LogQuery& query);

/// The reconciles since an instant of which the past is remembered, in order of time.
std::vector<RunLine> reconciles_since(Store& store, const std::string& since);

RunLine read_run(Store& store, std::int64_t run);

}   // namespace tmdb
