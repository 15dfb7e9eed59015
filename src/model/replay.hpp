#pragma once

#include "model/log_entry.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tmdb {

/// A signal that a pass would have opened.
struct ReplayedSignal {
    std::string subject;
    std::string slug;     // empty where no one task is meant
    std::string detail;   // when it opened
    std::string opened_at;
    std::optional<std::string> cleared_at;   // none: still open after the last run
    std::int64_t times_seen = 1;
};

/// What a pass would have done, had each reconcile asked it.
struct Replay {
    std::string code;
    RunLine first;   // of the reconciles that were replayed
    RunLine last;
    std::size_t runs = 0;
    std::vector<ReplayedSignal> signals;   // in the order of their opening
    /// Reasons for which it could not judge, all or a task, and in how many runs.
    std::map<std::string, std::size_t> not_evaluated;
};

}   // namespace tmdb
