#pragma once

#include "model/problem.hpp"
#include "model/task.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tmdb {

/// What a dispatch record and the log beside it say. Not yet what became of the worker.
struct DispatchRecord {
    std::string slug;
    std::string path;   // below the root
    OptionalText state_raw;
    std::optional<std::int64_t> exit_code;
    std::optional<std::int64_t> pid;
    OptionalText started_at;   // as written
    OptionalText finished_at;
    OptionalText updated_at;

    bool operator==(const DispatchRecord&) const = default;
};

struct ParsedDispatch {
    std::optional<DispatchRecord> record;
    std::vector<Problem> problems;
};

enum class WorkerState { exited, failed, running, stalled, worker_gone, unknown };

std::string_view name_of(WorkerState state);

/// A dispatch record as the mirror keeps it, with what became of the worker.
struct Dispatch {
    DispatchRecord record;   // times in UTC where they could be read
    WorkerState state = WorkerState::unknown;
    OptionalText log_path;
    std::int64_t mtime_ns = 0;
    std::optional<std::int64_t> log_mtime_ns;
    std::int64_t newest_ns = 0;   // the newest of all its times
    bool stale = false;

    bool operator==(const Dispatch&) const = default;
};

}   // namespace tmdb
